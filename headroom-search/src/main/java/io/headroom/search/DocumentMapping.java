package io.headroom.search;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.util.BytesRef;

/// Turns documents into Lucene's and what Lucene stored back into values.
final class DocumentMapping {

    private static final String FALLBACK = "";

    /// @param content as [Content] makes it
    record Mapped(String id, long content, Document document) {}

    private final SearchSchema schema;

    DocumentMapping(SearchSchema schema) {
        this.schema = schema;
    }

    /// Makes Lucene's document.
    ///
    /// @throws IllegalArgumentException when a field is not one of the schema's
    Mapped map(SearchDocument source) {
        Document target = new Document();
        target.add(new StringField(IndexNames.ID, source.id(), Store.YES));
        target.add(new SortedDocValuesField(IndexNames.ID, new BytesRef(source.id())));
        source.texts().forEach((name, text) -> addText(target, name, text));
        source.keywords().forEach((name, values) -> addKeyword(target, name, values));
        source.numbers().forEach((name, value) -> addNumber(target, name, value));
        source.flags().forEach((name, value) -> addFlag(target, name, value));
        source.data()
                .forEach((key, value) -> target.add(new StoredField(IndexNames.DATA + key, value)));
        long content = Content.of(source);
        target.add(new NumericDocValuesField(IndexNames.CONTENT, content));
        return new Mapped(source.id(), content, target);
    }

    private void addText(Document target, String name, SearchDocument.Localized text) {
        Field.Text field = schema.require(Field.Text.class, name, "document");
        for (Language language : schema.languages()) {
            String version = text.in(language);
            if (field.weight() > 0) {
                target.add(new TextField(IndexNames.stems(name, language), version, Store.NO));
            }
            if (field.title()) {
                target.add(new TextField(IndexNames.words(language), version, Store.NO));
                target.add(
                        new StringField(
                                IndexNames.exact(language), Analysis.exact(version), Store.NO));
            }
        }
        target.add(new StoredField(IndexNames.stored(name, FALLBACK), text.fallback()));
        text.versions()
                .forEach((language, version) ->
                        target.add(
                                new StoredField(IndexNames.stored(name, language.tag()), version)));
    }

    private void addKeyword(Document target, String name, List<SearchDocument.Value> values) {
        Field.Keyword field = schema.require(Field.Keyword.class, name, "document");
        for (SearchDocument.Value value : values) {
            target.add(new StringField(name, value.value(), Store.YES));
            target.add(
                    new SortedSetDocValuesField(
                            IndexNames.labelled(name),
                            new BytesRef(LabelledValue.encode(value, schema.languages()))));
            for (Language language : schema.languages()) {
                String label = value.label().in(language);
                if (field.labelWeight() > 0) {
                    target.add(new TextField(IndexNames.stems(name, language), label, Store.NO));
                }
                if (field.suggested()) {
                    target.add(new TextField(IndexNames.words(language), label, Store.NO));
                }
            }
        }
    }

    private void addNumber(Document target, String name, double value) {
        schema.require(Field.Numeric.class, name, "document");
        target.add(new DoubleField(name, value, Store.NO));
    }

    private void addFlag(Document target, String name, boolean value) {
        schema.require(Field.Flag.class, name, "document");
        target.add(new StringField(name, Boolean.toString(value), Store.NO));
    }

    /// The stored text of a field in a language, empty when there is none.
    static String text(Document stored, String field, Language language) {
        String version = stored.get(IndexNames.stored(field, language.tag()));
        if (version != null) {
            return version;
        }
        String fallback = stored.get(IndexNames.stored(field, FALLBACK));
        return fallback == null ? "" : fallback;
    }

    static Map<String, String> data(Document stored) {
        Map<String, String> data = new TreeMap<>();
        for (IndexableField field : stored) {
            if (field.name().startsWith(IndexNames.DATA)) {
                data.put(field.name().substring(IndexNames.DATA.length()), field.stringValue());
            }
        }
        return data;
    }
}
