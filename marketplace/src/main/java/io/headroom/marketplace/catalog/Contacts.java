package io.headroom.marketplace.catalog;

import java.util.regex.Pattern;

/// What addresses look like that the shop writes to.
public final class Contacts {

    private static final int LONGEST_EMAIL = 254;

    // What mail servers take without extensions (RFC 5321), less quoted names and numeric hosts.
    private static final Pattern EMAIL =
            Pattern.compile(
                    "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}){0,10}"
                            + "@[A-Za-z0-9]([A-Za-z0-9-]{0,62})(\\.[A-Za-z0-9][A-Za-z0-9-]{0,62}){1,10}");

    private static final Pattern PHONE = Pattern.compile("\\+[1-9]\\d{6,14}");

    private Contacts() {}

    /// What is wrong with a mail address; empty when nothing is.
    public static String problemOfEmail(String text) {
        return text.length() <= LONGEST_EMAIL && EMAIL.matcher(text).matches()
                ? ""
                : "must be a mail address, as ada@example.org";
    }

    /// What is wrong with a telephone number; empty when nothing is.
    public static String problemOfPhone(String text) {
        return PHONE.matcher(text).matches()
                ? ""
                : "must be a number in international form, as +34600111222";
    }
}
