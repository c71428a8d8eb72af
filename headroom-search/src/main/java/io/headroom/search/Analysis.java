package io.headroom.search;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.DelegatingAnalyzerWrapper;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.es.SpanishLightStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/// Turns text into terms, for documents and for what is typed alike. No character is syntax here.
///
/// Words are split by Unicode's rules (UAX #29), in lower case and without accents. Stems are those
/// of Krovetz for English ("Viewing morphology as an inference process", SIGIR 1993) and of Savoy's
/// light stemmer for Spanish ("Light stemming approaches for the French, Portuguese, German and
/// Hungarian languages", SAC 2006, whose Spanish sibling Lucene carries): both mostly undo plurals,
/// gender and inflection, and seldom make different words one.
final class Analysis {

    /// Changes whenever the same document is indexed in another form than before.
    static final int VERSION = 2;

    /// A term and where in the text it was.
    record Token(String term, int start, int end, int position) {}

    /// Spanish stop words that are, but for an accent a hurried buyer leaves out, or at all, the
    /// names of goods: té, sobre.
    private static final List<String> GOODS = List.of("te", "sobre");

    private static final CharArraySet SPANISH_STOP_WORDS = spanishStopWords();

    private static final Analyzer WORDS = new Words();
    private static final Analyzer ENGLISH = new English();
    private static final Analyzer SPANISH = new Spanish();

    private Analysis() {}

    static Analyzer stems(Language language) {
        return switch (language) {
            case ENGLISH -> ENGLISH;
            case SPANISH -> SPANISH;
        };
    }

    static Analyzer words() {
        return WORDS;
    }

    /// The analyzer that picks by the index field's name.
    static Analyzer byIndexField() {
        return new ByIndexField();
    }

    static boolean isStopWord(String word, Language language) {
        return switch (language) {
            case ENGLISH -> EnglishAnalyzer.ENGLISH_STOP_WORDS_SET.contains(word);
            case SPANISH -> SPANISH_STOP_WORDS.contains(word);
        };
    }

    /// A title as one term: its words, joined. The same for titles that differ only in case,
    /// accents, spaces and punctuation.
    static String exact(String title) {
        String exact =
                tokens(WORDS, title).stream().map(Token::term).collect(Collectors.joining(" "));
        return exact.substring(0, Math.min(exact.length(), 1_000));
    }

    static List<Token> tokens(Analyzer analyzer, String text) {
        List<Token> tokens = new ArrayList<>();
        try (TokenStream stream = analyzer.tokenStream("", text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            OffsetAttribute offset = stream.addAttribute(OffsetAttribute.class);
            PositionIncrementAttribute step = stream.addAttribute(PositionIncrementAttribute.class);
            stream.reset();
            int position = -1;
            while (stream.incrementToken()) {
                position += step.getPositionIncrement();
                tokens.add(
                        new Token(
                                term.toString(),
                                offset.startOffset(),
                                offset.endOffset(),
                                position));
            }
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException("A text could not be analysed", e);
        }
        return tokens;
    }

    private static CharArraySet spanishStopWords() {
        CharArraySet words = new CharArraySet(512, false);
        words.addAll(SpanishAnalyzer.getDefaultStopSet());
        CharArraySet kept = new CharArraySet(words.size(), false);
        for (Object word : words) {
            String text = new String((char[]) word);
            if (!GOODS.contains(text)) {
                kept.add(text);
            }
        }
        return CharArraySet.unmodifiableSet(kept);
    }

    /// Splits where Unicode's rules would not, but people mean two words: at colons and
    /// underscores.
    private abstract static class Splitting extends Analyzer {
        private static final NormalizeCharMap SPLITS = splits();

        private static NormalizeCharMap splits() {
            NormalizeCharMap.Builder splits = new NormalizeCharMap.Builder();
            splits.add(":", " ");
            splits.add("_", " ");
            return splits.build();
        }

        @Override
        protected Reader initReader(String field, Reader reader) {
            return new MappingCharFilter(SPLITS, reader);
        }
    }

    private static final class Words extends Splitting {
        @Override
        protected TokenStreamComponents createComponents(String field) {
            StandardTokenizer tokenizer = new StandardTokenizer();
            return new TokenStreamComponents(
                    tokenizer, new ASCIIFoldingFilter(new LowerCaseFilter(tokenizer)));
        }
    }

    private static final class English extends Splitting {
        @Override
        protected TokenStreamComponents createComponents(String field) {
            StandardTokenizer tokenizer = new StandardTokenizer();
            TokenStream lower = new LowerCaseFilter(new EnglishPossessiveFilter(tokenizer));
            TokenStream kept = new StopFilter(lower, EnglishAnalyzer.ENGLISH_STOP_WORDS_SET);
            return new TokenStreamComponents(
                    tokenizer, new KStemFilter(new ASCIIFoldingFilter(kept)));
        }
    }

    private static final class Spanish extends Splitting {
        @Override
        protected TokenStreamComponents createComponents(String field) {
            StandardTokenizer tokenizer = new StandardTokenizer();
            TokenStream kept = new StopFilter(new LowerCaseFilter(tokenizer), SPANISH_STOP_WORDS);
            return new TokenStreamComponents(
                    tokenizer, new SpanishLightStemFilter(new ASCIIFoldingFilter(kept)));
        }
    }

    private static final class ByIndexField extends DelegatingAnalyzerWrapper {
        ByIndexField() {
            super(PER_FIELD_REUSE_STRATEGY);
        }

        @Override
        protected Analyzer getWrappedAnalyzer(String field) {
            if (IndexNames.isWords(field)) {
                return WORDS;
            }
            for (Language language : Language.values()) {
                if (field.endsWith("." + language.tag())) {
                    return stems(language);
                }
            }
            return WORDS;
        }
    }
}
