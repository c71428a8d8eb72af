package io.headroom.search;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.AutomatonQuery;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.CharacterRunAutomaton;
import org.apache.lucene.util.automaton.LevenshteinAutomata;
import org.apache.lucene.util.automaton.Operations;

/// Words somebody is typing: whole ones and the beginning of a last one.
///
/// @param query the documents that have them all
/// @param words what a word must be to be the first, second, … of them
record TypedWords(Query query, List<Predicate<String>> words) {

    /// More words than that are past what completing helps with; the first ones are ignored then.
    private static final int MAX_WORDS = 8;

    private static final int DETERMINIZE_LIMIT = 10_000;

    /// Whether the words stand for exactly what was typed.
    static TypedWords exactly(List<String> typed, String field) {
        return of(typed, field, false);
    }

    /// The words with typing errors.
    static TypedWords nearly(List<String> typed, String field) {
        return of(typed, field, true);
    }

    Predicate<String> last() {
        return words.getLast();
    }

    /// Whether a label's words have all of these.
    boolean matches(List<String> label) {
        return words.stream().allMatch(word -> label.stream().anyMatch(word));
    }

    private static TypedWords of(List<String> all, String field, boolean nearly) {
        List<String> typed = all.subList(Math.max(0, all.size() - MAX_WORDS), all.size());
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        List<Predicate<String>> words = new ArrayList<>();
        for (int i = 0; i < typed.size(); i++) {
            boolean unfinished = i == typed.size() - 1;
            String word = typed.get(i);
            Term term = new Term(field, word);
            int tolerance = nearly ? SimilarWords.tolerance(word) : 0;
            if (tolerance == 0) {
                query.add(unfinished ? new PrefixQuery(term) : new TermQuery(term), Occur.FILTER);
                words.add(unfinished ? w -> w.startsWith(word) : word::equals);
            } else {
                Automaton automaton = automaton(word, tolerance, unfinished);
                query.add(
                        unfinished
                                ? new AutomatonQuery(term, automaton)
                                : new FuzzyQuery(term, tolerance, SimilarWords.TRUSTED_PREFIX),
                        Occur.FILTER);
                words.add(new CharacterRunAutomaton(automaton)::run);
            }
        }
        return new TypedWords(query.build(), List.copyOf(words));
    }

    private static Automaton automaton(String word, int tolerance, boolean unfinished) {
        int first = word.offsetByCodePoints(0, SimilarWords.TRUSTED_PREFIX);
        Automaton whole =
                new LevenshteinAutomata(word.substring(first), true)
                        .toAutomaton(tolerance, word.substring(0, first));
        return unfinished
                ? Operations.determinize(
                        Operations.concatenate(List.of(whole, Automata.makeAnyString())),
                        DETERMINIZE_LIMIT)
                : whole;
    }
}
