package io.headroom.marketplace.catalog;

import java.util.Arrays;
import java.util.Optional;

/// A language that the catalogue's texts exist in. English is complete; what has no translation is
/// shown in English.
public enum Language {
    EN("en"),
    ES("es");

    private final String tag;

    Language(String tag) {
        this.tag = tag;
    }

    /// The language's tag (BCP 47).
    public String tag() {
        return tag;
    }

    /// The language with the given tag, empty when the catalogue does not speak it.
    public static Optional<Language> of(String tag) {
        return Arrays.stream(values()).filter(language -> language.tag.equals(tag)).findFirst();
    }
}
