package io.headroom.http.cache;

/// A header line of an answer.
///
/// @param name in the case the application wrote it
/// @param value without line ends and other control characters, which become spaces: whoever can
///   have an application write a line end must not be able to write a line of their own into what
///   others get (RFC 9110, section 5.5)
public record HeaderField(String name, String value) {

    public HeaderField {
        value = onOneLine(value);
    }

    private static String onOneLine(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (isControl(value.charAt(i))) {
                StringBuilder clean = new StringBuilder(value);
                for (int j = i; j < clean.length(); j++) {
                    if (isControl(clean.charAt(j))) {
                        clean.setCharAt(j, ' ');
                    }
                }
                return clean.toString();
            }
        }
        return value;
    }

    private static boolean isControl(char c) {
        return (c < ' ' && c != '\t') || c == 0x7f;
    }

    boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }
}
