package io.headroom.marketplace.loading;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/// The short name of a thing in addresses: lower-case ASCII letters and digits, parted by hyphens.
final class Slug {

    private static final Pattern ACCENTS = Pattern.compile("\\p{M}+");
    private static final Pattern OTHER = Pattern.compile("[^a-z0-9]+");

    private Slug() {}

    /// The slug of a name; "x" for a name without any letter or digit of ASCII
    static String of(String name) {
        String plain =
                ACCENTS.matcher(Normalizer.normalize(name, Normalizer.Form.NFD)).replaceAll("");
        String slug =
                OTHER.matcher(plain.toLowerCase(Locale.ROOT).replace("'", ""))
                        .replaceAll("-")
                        .replaceAll("^-|-$", "");
        return slug.isEmpty() ? "x" : slug;
    }
}
