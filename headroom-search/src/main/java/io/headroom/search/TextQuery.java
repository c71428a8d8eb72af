package io.headroom.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.queries.function.FunctionScoreQuery;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.CombinedFieldQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/// What was typed, as a query that scores.
///
/// Each word is looked up in all fields as if they were one, with the words of a weightier field
/// counted several times: BM25F (Robertson and Zaragoza, "The Probabilistic Relevance Framework:
/// BM25 and Beyond", 2009, section 3.6). Unlike the best or the sum of per-field scores it asks
/// "does the document have this word", so that "nordlys mug" is met by a brand and a name together,
/// and a rare field does not win by its rarity alone.
///
/// @param query what to match and to score by
/// @param terms the stems that match, for highlighting
/// @param corrected whether words were widened to similar ones
/// @param widenable whether widening the other words too could find more
record TextQuery(Query query, Set<String> terms, boolean corrected, boolean widenable) {

    /// How much adjacent words count, as a share of what the words themselves count.
    private static final float ADJACENCY = 0.5f;

    /// Words that may stand between, or moves to put swapped words right.
    private static final int SLOP = 2;

    /// Past that, what was typed is another language, or no language.
    private static final int MAX_WIDENED = 6;

    /// What was typed as a query.
    ///
    /// @param correct whether unknown words are widened to similar ones
    /// @param widen whether known words are, too
    static TextQuery of(
            SearchSchema schema,
            IndexReader reader,
            String text,
            Language language,
            boolean correct,
            boolean widen)
            throws IOException {
        List<Analysis.Token> tokens = Analysis.tokens(Analysis.stems(language), text);
        if (tokens.isEmpty()) {
            return ofStopWords(text, language);
        }
        Map<String, Float> weights = weights(schema, language);
        List<String> fields = List.copyOf(weights.keySet());
        Map<String, String> typed = new LinkedHashMap<>();
        for (Analysis.Token token : tokens) {
            if (typed.size() < SearchRequest.MAX_WORDS) {
                String unstemmed = Analysis.exact(text.substring(token.start(), token.end()));
                typed.putIfAbsent(token.term(), unstemmed);
            }
        }
        BooleanQuery.Builder words = new BooleanQuery.Builder();
        Set<String> terms = new LinkedHashSet<>(typed.keySet());
        int widened = 0;
        boolean widenable = false;
        for (String word : typed.keySet()) {
            boolean known = SimilarWords.frequency(reader, fields, word) > 0;
            List<SimilarWords.Candidate> similar =
                    widened < MAX_WIDENED && (widen || (correct && !known))
                            ? similar(reader, fields, word, typed.getOrDefault(word, word))
                            : List.of();
            widened += similar.isEmpty() ? 0 : 1;
            widenable |= known && SimilarWords.tolerance(word) > 0;
            similar.forEach(candidate -> terms.add(candidate.term()));
            words.add(anyOf(word, similar, weights), Occur.SHOULD);
        }
        words.setMinimumNumberShouldMatch(required(typed.size()));
        Query adjacent = adjacent(schema, tokens, language);
        double bound = Math.log(1.0 + reader.maxDoc()) * tokens.size() * (1 + ADJACENCY);
        BooleanQuery.Builder scored = new BooleanQuery.Builder();
        scored.add(words.build(), Occur.MUST);
        scored.add(adjacent, Occur.SHOULD);
        scored.add(exact(text, language, bound * PriorFactor.bound(schema.priors())), Occur.SHOULD);
        Query query = scored.build();
        return new TextQuery(
                schema.priors().isEmpty()
                        ? query
                        : new FunctionScoreQuery(query, new PriorFactor(schema.priors())),
                terms,
                widened > 0,
                widenable);
    }

    /// How many of the words a document must have: all of one or two, three quarters of more.
    static int required(int words) {
        return words <= 2 ? words : Math.max(2, words * 3 / 4);
    }

    /// The index fields words are looked up in, with their weights.
    static Map<String, Float> weights(SearchSchema schema, Language language) {
        Map<String, Float> weights = new LinkedHashMap<>();
        for (Field.Text field : schema.texts()) {
            if (field.weight() > 0) {
                weights.put(IndexNames.stems(field.name(), language), field.weight());
            }
        }
        for (Field.Keyword field : schema.keywords()) {
            if (field.labelWeight() > 0) {
                weights.put(IndexNames.stems(field.name(), language), field.labelWeight());
            }
        }
        return weights;
    }

    /// Nothing but stop words, or no words at all: titles that have all of them unstemmed.
    private static TextQuery ofStopWords(String text, Language language) {
        List<Analysis.Token> tokens = Analysis.tokens(Analysis.words(), text);
        if (tokens.isEmpty()) {
            return new TextQuery(
                    new MatchNoDocsQuery("nothing but punctuation"), Set.of(), false, false);
        }
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        Set<String> words = new LinkedHashSet<>();
        for (Analysis.Token token : tokens) {
            if (words.size() < SearchRequest.MAX_WORDS && words.add(token.term())) {
                all.add(
                        new TermQuery(new Term(IndexNames.words(language), token.term())),
                        Occur.MUST);
            }
        }
        return new TextQuery(all.build(), Set.of(), false, false);
    }

    /// The stem of a mistyped word may be cut where the right word's is not ("wireles"), so that
    /// the word itself is tried where its stem is like nothing.
    private static List<SimilarWords.Candidate> similar(
            IndexReader reader, List<String> fields, String stem, String unstemmed)
            throws IOException {
        List<SimilarWords.Candidate> similar = SimilarWords.of(reader, fields, stem);
        return similar.isEmpty() && !unstemmed.equals(stem)
                ? SimilarWords.of(reader, fields, unstemmed)
                : similar;
    }

    private static Query anyOf(
            String word, List<SimilarWords.Candidate> similar, Map<String, Float> weights) {
        if (similar.isEmpty()) {
            return inAnyField(word, weights);
        }
        List<Query> queries = new ArrayList<>();
        queries.add(inAnyField(word, weights));
        for (SimilarWords.Candidate candidate : similar) {
            queries.add(
                    new BoostQuery(inAnyField(candidate.term(), weights), candidate.closeness()));
        }
        return new DisjunctionMaxQuery(queries, 0);
    }

    private static Query inAnyField(String term, Map<String, Float> weights) {
        CombinedFieldQuery.Builder query = new CombinedFieldQuery.Builder(term);
        weights.forEach(query::addField);
        return query.build();
    }

    private static Query adjacent(
            SearchSchema schema, List<Analysis.Token> tokens, Language language) {
        if (tokens.size() < 2) {
            return new MatchNoDocsQuery("one word is not adjacent to anything");
        }
        String title = IndexNames.stems(schema.title().name(), language);
        PhraseQuery.Builder phrase = new PhraseQuery.Builder().setSlop(SLOP);
        for (Analysis.Token token :
                tokens.subList(0, Math.min(tokens.size(), SearchRequest.MAX_WORDS))) {
            phrase.add(new Term(title, token.term()), token.position());
        }
        return new BoostQuery(phrase.build(), ADJACENCY);
    }

    /// The title is exactly what was typed: worth more than everything else together can be, so
    /// that such a document always comes first. A BM25 score stays below its inverse document
    /// frequency, ln(1 + (N − n + ½) / (n + ½)), and that below ln(1 + N).
    private static Query exact(String text, Language language, double bonus) {
        Term term = new Term(IndexNames.exact(language), Analysis.exact(text));
        return new BoostQuery(new ConstantScoreQuery(new TermQuery(term)), (float) bonus);
    }
}
