package io.headroom.search;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.CompiledAutomaton;

/// Terms of the index that a mistyped word may have meant.
///
/// A mistake is a letter too many, too few or another, or two neighbours swapped (Damerau 1964);
/// Lucene finds the terms by Levenshtein automata (Schulz and Mihov 2002).
final class SimilarWords {

    /// The first letter is hardly ever wrong, and trusting it makes the look-up cheap.
    static final int TRUSTED_PREFIX = 1;

    private static final int MAX_WORDS = 8;

    /// A term, and its closeness to the typed one, up to 1.
    record Candidate(String term, float closeness) {}

    private SimilarWords() {}

    /// How many mistakes a word of that many characters may have: short words differ too little
    /// from each other to guess.
    static int tolerance(String word) {
        int length = word.codePointCount(0, word.length());
        if (length < 4) {
            return 0;
        }
        return length < 8 ? 1 : 2;
    }

    /// How many documents have the term in a field, at most over the fields.
    static int frequency(IndexReader reader, List<String> fields, String term) throws IOException {
        int frequency = 0;
        for (String field : fields) {
            frequency = Math.max(frequency, reader.docFreq(new Term(field, term)));
        }
        return frequency;
    }

    /// The closest terms other than the typed one: of those at the least distance, the eight most
    /// frequent. The farther distance is only looked at when the nearer has none.
    static List<Candidate> of(IndexReader reader, List<String> fields, String typed)
            throws IOException {
        for (int mistakes = 1; mistakes <= tolerance(typed); mistakes++) {
            Map<String, Integer> found = within(reader, fields, typed, mistakes);
            if (!found.isEmpty()) {
                float closeness = 1 - (float) mistakes / typed.codePointCount(0, typed.length());
                return found.entrySet().stream()
                        .sorted(
                                Map.Entry.<String, Integer>comparingByValue()
                                        .reversed()
                                        .thenComparing(Map.Entry.comparingByKey()))
                        .limit(MAX_WORDS)
                        .map(entry -> new Candidate(entry.getKey(), closeness))
                        .toList();
            }
        }
        return List.of();
    }

    /// The terms with up to that many mistakes, and how frequent they are.
    private static Map<String, Integer> within(
            IndexReader reader, List<String> fields, String typed, int mistakes)
            throws IOException {
        CompiledAutomaton automaton =
                FuzzyQuery.getFuzzyAutomaton(typed, mistakes, TRUSTED_PREFIX, true);
        Map<String, Integer> found = new HashMap<>();
        for (String field : fields) {
            Terms terms = MultiTerms.getTerms(reader, field);
            if (terms == null) {
                continue;
            }
            TermsEnum similar = automaton.getTermsEnum(terms);
            for (BytesRef term = similar.next(); term != null; term = similar.next()) {
                found.merge(term.utf8ToString(), similar.docFreq(), Math::max);
            }
        }
        found.remove(typed);
        return found;
    }
}
