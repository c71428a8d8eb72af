package io.headroom.search;

import java.util.Arrays;
import java.util.stream.Collectors;

/// A language texts are analysed in.
public enum Language {
    ENGLISH("en"),
    SPANISH("es");

    private final String tag;

    Language(String tag) {
        this.tag = tag;
    }

    /// The language's tag by BCP 47: `en`, `es`.
    public String tag() {
        return tag;
    }

    /// The language of a tag.
    ///
    /// @throws IllegalArgumentException when no language has it; the message lists those there are
    public static Language of(String tag) {
        for (Language language : values()) {
            if (language.tag.equals(tag)) {
                return language;
            }
        }
        throw new IllegalArgumentException(
                "language must be one of "
                        + Arrays.stream(values())
                                .map(Language::tag)
                                .collect(Collectors.joining(", "))
                        + ", but is "
                        + tag);
    }
}
