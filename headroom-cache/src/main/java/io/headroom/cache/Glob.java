package io.headroom.cache;

/// A pattern of keys: `*` stands for any text, `?` for one character, `\\` takes the next one
/// literally. Matching takes time in proportion to the product of both lengths at worst: a text is
/// matched with one pair of places to go back to, not by a regular expression.
final class Glob {

    private static final int LONGEST = 4096;

    private final String pattern;

    private Glob(String pattern) {
        this.pattern = pattern;
    }

    /// Reads a pattern.
    ///
    /// @throws IllegalArgumentException when it is empty or longer than 4,096 characters
    static Glob of(String pattern) {
        Refuse.unless(
                !pattern.isEmpty() && pattern.length() <= LONGEST,
                "glob",
                "of 1 to " + LONGEST + " characters",
                pattern.length());
        return new Glob(pattern);
    }

    boolean matches(String text) {
        int at = 0;
        int in = 0;
        int star = -1;
        int resume = 0;
        while (in < text.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                resume = in;
            } else if (matchesOne(at, text.charAt(in))) {
                at += isEscape(at) ? 2 : 1;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++resume;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }

    private boolean matchesOne(int at, char c) {
        if (at >= pattern.length()) {
            return false;
        }
        return isEscape(at)
                ? pattern.charAt(at + 1) == c
                : pattern.charAt(at) == '?' || pattern.charAt(at) == c;
    }

    private boolean isEscape(int at) {
        return pattern.charAt(at) == '\\' && at + 1 < pattern.length();
    }
}
