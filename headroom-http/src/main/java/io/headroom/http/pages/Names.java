package io.headroom.http.pages;

import java.util.regex.Pattern;

/// What callers write in `sort` and `fields`, and statements after a colon.
final class Names {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.]{0,62}");

    private Names() {}

    static String require(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    what
                            + " must begin with a letter and have letters, digits, _ and . only,"
                            + " but is '"
                            + name
                            + "'");
        }
        return name;
    }
}
