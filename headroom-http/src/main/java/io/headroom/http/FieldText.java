package io.headroom.http;

/// The characters of field values (RFC 9110 §5.6).
final class FieldText {

    private static final String TOKEN_SIGNS = "!#$%&'*+-.^_`|~";

    private FieldText() {}

    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenCharacter(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static boolean isTokenCharacter(char c) {
        return isLetter(c) || isDigit(c) || TOKEN_SIGNS.indexOf(c) >= 0;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isLetter(char c) {
        return isLowerCase(c) || (c >= 'A' && c <= 'Z');
    }

    static boolean isLowerCase(char c) {
        return c >= 'a' && c <= 'z';
    }
}
