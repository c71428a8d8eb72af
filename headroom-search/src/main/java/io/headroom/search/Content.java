package io.headroom.search;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.Bits;

/// A number for all that a document says, by which one is known that is indexed already: 64 bits of
/// SHA-256 of its values in the order of their names. Two versions of a document that differ are
/// taken for one another once in 2⁶⁴ times.
final class Content {

    private final StringBuilder text = new StringBuilder(512);

    private Content() {}

    static long of(SearchDocument document) {
        Content content = new Content();
        content.add(document.texts().size());
        new TreeMap<>(document.texts()).forEach((name, value) -> content.add(name).add(value));
        content.add(document.keywords().size());
        new TreeMap<>(document.keywords())
                .forEach((name, values) -> {
                    content.add(name).add(values.size());
                    values.forEach(value -> content.add(value.value()).add(value.label()));
                });
        content.addAll(document.numbers()).addAll(document.flags()).addAll(document.data());
        return ByteBuffer.wrap(Sha256.of(content.text.toString())).getLong();
    }

    /// Whether the document with an id that a searcher sees has that content.
    static boolean isVisible(IndexSearcher searcher, String id, long content) throws IOException {
        Term term = new Term(IndexNames.ID, id);
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            LeafReader reader = leaf.reader();
            PostingsEnum postings = reader.postings(term, PostingsEnum.NONE);
            int document =
                    postings == null ? DocIdSetIterator.NO_MORE_DOCS : live(reader, postings);
            if (document != DocIdSetIterator.NO_MORE_DOCS) {
                NumericDocValues contents = reader.getNumericDocValues(IndexNames.CONTENT);
                return contents != null
                        && contents.advanceExact(document)
                        && contents.longValue() == content;
            }
        }
        return false;
    }

    private static int live(LeafReader reader, PostingsEnum postings) throws IOException {
        Bits live = reader.getLiveDocs();
        int document = postings.nextDoc();
        while (document != DocIdSetIterator.NO_MORE_DOCS && live != null && !live.get(document)) {
            document = postings.nextDoc();
        }
        return document;
    }

    private Content addAll(Map<String, ?> values) {
        add(values.size());
        new TreeMap<>(values).forEach((name, value) -> add(name).add(value.toString()));
        return this;
    }

    private Content add(SearchDocument.Localized value) {
        add(value.fallback()).add(value.versions().size());
        new TreeMap<>(value.versions())
                .forEach((language, version) -> add(language.tag()).add(version));
        return this;
    }

    private Content add(int count) {
        text.append(count).append(';');
        return this;
    }

    /// With its length before it, so that no two lists of texts read alike.
    private Content add(String value) {
        text.append(value.length()).append(':').append(value);
        return this;
    }
}
