package io.headroom.search;

/// A field of the documents of an index. Names are 1–40 letters and digits, the first a letter.
public sealed interface Field {

    /// The name by which documents, filters and facets speak of this field.
    String name();

    /// A text to find words in, one version per language.
    ///
    /// @param weight how much a word found here counts against one found elsewhere, 1–100; 0 keeps
    ///   the text for highlighting only
    /// @param title whether this is what the document is called. Exact and adjacent matches in the
    ///   title lift a document, and suggestions are made of titles; a schema has exactly one
    record Text(String name, float weight, boolean title) implements Field {
        public Text {
            requireName(name);
            requireWeight(name, "weight", weight);
            if (title && weight == 0) {
                throw new IllegalArgumentException(
                        "weight of the title " + name + " must be at least 1, but is 0");
            }
        }
    }

    /// Values to filter by and to count: a brand, a merchant, a path of categories. A document has
    /// any number of them. A tree is declared by giving a document each level of its path, the root
    /// first; a filter on any level then finds it, and counts come for every level.
    ///
    /// @param labelWeight how much a word found in a value's label counts, 1–100; 0 does not search
    ///   labels
    /// @param likeness how much a shared value makes two documents similar, 0–100; the field with
    ///   the greatest is what similar documents must share a value of
    /// @param suggested whether the labels are suggested to who types
    record Keyword(String name, float labelWeight, float likeness, boolean suggested)
            implements Field {
        public Keyword {
            requireName(name);
            requireWeight(name, "labelWeight", labelWeight);
            if (!(likeness >= 0 && likeness <= 100)) {
                throw new IllegalArgumentException(
                        "likeness of " + name + " must be 0–100, but is " + likeness);
            }
        }
    }

    /// A number to filter by ranges, to count in ranges and to sort by. Whole numbers are exact up
    /// to 2⁵³, so that money is best given in minor units and instants in epoch seconds.
    record Numeric(String name) implements Field {
        public Numeric {
            requireName(name);
        }
    }

    /// A yes or no to filter by.
    record Flag(String name) implements Field {
        public Flag {
            requireName(name);
        }
    }

    private static void requireName(String name) {
        if (!IndexNames.OF_FIELDS.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name of a field must be 1–40 letters and digits, the first a letter, but is "
                            + name);
        }
    }

    private static void requireWeight(String field, String property, float weight) {
        if (weight != 0 && !(weight >= 1 && weight <= 100)) {
            throw new IllegalArgumentException(
                    property + " of " + field + " must be 0 or 1–100, but is " + weight);
        }
    }
}
