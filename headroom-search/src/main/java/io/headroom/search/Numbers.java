package io.headroom.search;

import java.io.IOException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.util.NumericUtils;

/// Reads number fields of one segment's documents, in rising order of documents.
final class Numbers {

    private final NumericDocValues values;

    private Numbers(NumericDocValues values) {
        this.values = values;
    }

    static Numbers of(LeafReader segment, String field) throws IOException {
        return new Numbers(DocValues.unwrapSingleton(DocValues.getSortedNumeric(segment, field)));
    }

    /// The document's number, or `missing`.
    double get(int doc, double missing) throws IOException {
        return values.advanceExact(doc)
                ? NumericUtils.sortableLongToDouble(values.longValue())
                : missing;
    }
}
