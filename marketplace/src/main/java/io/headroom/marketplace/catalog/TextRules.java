package io.headroom.marketplace.catalog;

import java.util.Optional;

/// What every text must keep so that the database can hold it and give it back unchanged.
final class TextRules {

    private TextRules() {}

    /// What is wrong with a text, empty when nothing is.
    ///
    /// @param maxLength in characters (Unicode code points)
    static Optional<String> problem(String text, int maxLength) {
        if (text.indexOf('\0') >= 0) {
            return Optional.of("must not contain the character U+0000");
        }
        if (hasUnpairedSurrogate(text)) {
            return Optional.of("is not well-formed Unicode: it has half of a surrogate pair");
        }
        if (text.codePointCount(0, text.length()) > maxLength) {
            return Optional.of("must have at most " + maxLength + " characters");
        }
        return Optional.empty();
    }

    private static boolean hasUnpairedSurrogate(String text) {
        return text.codePoints()
                .anyMatch(point ->
                        point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }
}
