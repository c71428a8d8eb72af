package io.headroom.marketplace.catalog;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/// Makes the stable names of addresses and filters out of names for people.
final class Slugs {

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern OUTER_DASHES = Pattern.compile("^-|-$");

    private Slugs() {}

    /// `Bläck & Søn` becomes `black-søn`: letters and digits without their marks, joined by dashes.
    /// Empty when there is no letter or digit.
    static String of(String name) {
        String bare =
                MARKS.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD)).replaceAll("");
        String joined = SEPARATORS.matcher(bare.toLowerCase(Locale.ROOT)).replaceAll("-");
        return OUTER_DASHES.matcher(joined).replaceAll("");
    }
}
