package io.headroom.http.pages;

import java.util.Collection;

/// The words of refusals that several places give.
final class Refusals {

    private static final int LONGEST_ECHO = 60;

    private Refusals() {}

    /// A name out of a list was asked for that has not got it.
    static String notAmong(String asked, Collection<String> allowed) {
        return "has '"
                + (asked.length() > LONGEST_ECHO ? asked.substring(0, LONGEST_ECHO) + "…" : asked)
                + "'; allowed are "
                + String.join(", ", allowed);
    }

    static String limit(int largest) {
        return "must be a whole number from 1 to " + largest;
    }
}
