package io.headroom.spring.operations.search;

import java.util.regex.Pattern;

/// What somebody typed, as others may read it: on one line, short, and without what looks like an
/// address, a number that names a person or a card, or a token.
final class RedactedText {

    static final int LONGEST = 80;

    private static final String HIDDEN = "***";

    /// Longer texts are cut first, so that no expression looks at more.
    private static final int LOOKED_AT = 200;

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Cf}]+");
    private static final Pattern ADDRESS = Pattern.compile("[^\\s@]{1,64}@[^\\s@]{1,100}");

    /// Of phones, cards, accounts; with what people write between the digits.
    private static final Pattern NUMBER = Pattern.compile("\\+?\\d(?:[ ./()-]?\\d){6,}");

    private static final Pattern TOKEN =
            Pattern.compile("eyJ[A-Za-z0-9_-]{8,}\\S*|[A-Za-z0-9_+/=-]{32,}");

    private RedactedText() {}

    static String of(String typed) {
        String line =
                CONTROL.matcher(typed.length() > LOOKED_AT ? typed.substring(0, LOOKED_AT) : typed)
                        .replaceAll(" ")
                        .strip();
        for (Pattern secret : new Pattern[] {TOKEN, ADDRESS, NUMBER}) {
            line = secret.matcher(line).replaceAll(HIDDEN);
        }
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
