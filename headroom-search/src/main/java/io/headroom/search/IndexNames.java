package io.headroom.search;

import java.util.regex.Pattern;

/// How the fields of a schema are called in the Lucene index. A schema's names have neither dots
/// nor underscores, so that these cannot clash with them.
final class IndexNames {

    /// What a schema may call a field.
    static final Pattern OF_FIELDS = Pattern.compile("[a-zA-Z][a-zA-Z0-9]{0,39}");

    /// The document's id: a term to replace it by, and doc values to order equals.
    static final String ID = "_id";

    /// A number for all that the document says, as doc values.
    static final String CONTENT = "_content";

    private static final String WORDS = "_words.";

    private IndexNames() {}

    /// The stems of a text, or of the labels of a keyword field, in a language.
    static String stems(String field, Language language) {
        return field + "." + language.tag();
    }

    /// The unstemmed words of title and suggested labels in a language.
    static String words(Language language) {
        return WORDS + language.tag();
    }

    static boolean isWords(String indexField) {
        return indexField.startsWith(WORDS);
    }

    /// The whole title as one term.
    static String exact(Language language) {
        return "_exact." + language.tag();
    }

    /// The labelled values of a keyword field, to count.
    static String labelled(String field) {
        return "_labelled." + field;
    }

    /// The stored version of a text, in its default version or a language's.
    static String stored(String field, String version) {
        return "_stored." + field + "." + version;
    }

    static final String DATA = "_data.";
}
