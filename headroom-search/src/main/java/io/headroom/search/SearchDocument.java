package io.headroom.search;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A document to be found. Immutable; made with [#builder(String)].
///
/// Fields may be left out. A text or label that lacks a language is searched there in its default
/// version.
public final class SearchDocument {

    /// The most characters of an id, a keyword's value or a label.
    static final int MAX_KEYWORD = 256;

    /// A text in its default version and in others.
    record Localized(String fallback, Map<Language, String> versions) {
        Localized {
            versions = Map.copyOf(versions);
        }

        String in(Language language) {
            return versions.getOrDefault(language, fallback);
        }
    }

    /// A value of a keyword field, with what people call it.
    record Value(String value, Localized label) {}

    private final String id;
    private final Map<String, Localized> texts;
    private final Map<String, List<Value>> keywords;
    private final Map<String, Double> numbers;
    private final Map<String, Boolean> flags;
    private final Map<String, String> data;

    private SearchDocument(Builder builder) {
        id = builder.id;
        texts = Map.copyOf(builder.texts);
        Map<String, List<Value>> lists = new HashMap<>();
        builder.keywords.forEach((field, values) -> lists.put(field, List.copyOf(values)));
        keywords = Map.copyOf(lists);
        numbers = Map.copyOf(builder.numbers);
        flags = Map.copyOf(builder.flags);
        data = Map.copyOf(builder.data);
    }

    /// Begins a document.
    ///
    /// @param id 1–256 characters; a document with an id replaces the one there was
    public static Builder builder(String id) {
        return new Builder(id);
    }

    public String id() {
        return id;
    }

    Map<String, Localized> texts() {
        return texts;
    }

    Map<String, List<Value>> keywords() {
        return keywords;
    }

    Map<String, Double> numbers() {
        return numbers;
    }

    Map<String, Boolean> flags() {
        return flags;
    }

    Map<String, String> data() {
        return data;
    }

    @Override
    public String toString() {
        return "SearchDocument[" + id + "]";
    }

    /// Collects the values of a document. Not safe for use by several threads.
    public static final class Builder {
        private final String id;
        private final Map<String, Localized> texts = new HashMap<>();
        private final Map<String, List<Value>> keywords = new HashMap<>();
        private final Map<String, Double> numbers = new HashMap<>();
        private final Map<String, Boolean> flags = new HashMap<>();
        private final Map<String, String> data = new HashMap<>();

        private Builder(String id) {
            this.id = requireKeyword("id", id);
        }

        /// Sets a text, which stands for every language without a version of its own.
        public Builder text(String field, String text) {
            return text(field, text, Map.of());
        }

        /// Sets a text and its versions in some languages.
        public Builder text(String field, String text, Map<Language, String> versions) {
            texts.put(field, new Localized(text, copy(versions)));
            return this;
        }

        /// Adds a value that is its own label.
        public Builder keyword(String field, String value) {
            return keyword(field, value, value, Map.of());
        }

        /// Adds a value with the label it has in every language.
        public Builder keyword(String field, String value, String label) {
            return keyword(field, value, label, Map.of());
        }

        /// Adds a value with its label and that label's versions in some languages. The same value
        /// should have the same labels in every document; where they differ, one of them is shown.
        public Builder keyword(
                String field, String value, String label, Map<Language, String> versions) {
            requireKeyword(field, value);
            requireKeyword("label of " + field, label);
            versions.values().forEach(version -> requireKeyword("label of " + field, version));
            keywords.computeIfAbsent(field, f -> new ArrayList<>())
                    .add(new Value(value, new Localized(label, copy(versions))));
            return this;
        }

        /// Sets a number; it must be finite.
        public Builder number(String field, double value) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(field + " must be finite, but is " + value);
            }
            numbers.put(field, value);
            return this;
        }

        /// Sets a whole number, from −2⁵³ to 2⁵³.
        public Builder number(String field, long value) {
            if (Math.abs(value) > 1L << 53) {
                throw new IllegalArgumentException(
                        field + " must be at most 2⁵³ either way, but is " + value);
            }
            return number(field, (double) value);
        }

        /// Sets a flag.
        public Builder flag(String field, boolean value) {
            flags.put(field, value);
            return this;
        }

        /// Keeps something with the document that comes back with it when it is found; it is not
        /// searched and needs no declaration.
        public Builder data(String key, String value) {
            data.put(key, value);
            return this;
        }

        public SearchDocument build() {
            return new SearchDocument(this);
        }

        private static Map<Language, String> copy(Map<Language, String> versions) {
            Map<Language, String> copy = new EnumMap<>(Language.class);
            copy.putAll(versions);
            return copy;
        }

        private static String requireKeyword(String property, String value) {
            if (value.isEmpty()
                    || value.length() > MAX_KEYWORD
                    || value.indexOf(LabelledValue.SEPARATOR) >= 0) {
                throw new IllegalArgumentException(
                        property
                                + " must be 1–"
                                + MAX_KEYWORD
                                + " characters without U+001F, but has "
                                + value.length());
            }
            return value;
        }
    }
}
