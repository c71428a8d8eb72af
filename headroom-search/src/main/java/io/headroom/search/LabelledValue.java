package io.headroom.search;

import java.util.ArrayList;
import java.util.List;

/// A keyword's value with its labels as one term of the doc values, so that counting by the term's
/// number also finds the label, without a second structure that could disagree.
final class LabelledValue {

    static final char SEPARATOR = '\u001f';

    private LabelledValue() {}

    static String encode(SearchDocument.Value value, List<Language> languages) {
        StringBuilder term = new StringBuilder(value.value());
        for (Language language : languages) {
            term.append(SEPARATOR).append(value.label().in(language));
        }
        return term.toString();
    }

    static String value(String term) {
        return term.substring(0, term.indexOf(SEPARATOR));
    }

    /// The label in the language with the given place in the schema's list.
    static String label(String term, int language) {
        List<Integer> separators = new ArrayList<>();
        for (int i = 0; i < term.length(); i++) {
            if (term.charAt(i) == SEPARATOR) {
                separators.add(i);
            }
        }
        int begin = separators.get(language) + 1;
        int end = language + 1 < separators.size() ? separators.get(language + 1) : term.length();
        return term.substring(begin, end);
    }
}
