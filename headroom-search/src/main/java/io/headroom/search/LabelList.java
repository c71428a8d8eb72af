package io.headroom.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;

/// The labels of the suggested keyword fields at one state of the index, the most frequent first:
/// few enough (thousands) to be looked through one by one.
///
/// @param state stands for the state, without keeping its files open
record LabelList(Object state, List<Label> labels) {

    /// A label in every language of the schema.
    ///
    /// @param texts by the language's place in the schema's list
    /// @param words the words of those
    /// @param count the documents that have the value
    record Label(
            String field, String value, List<String> texts, List<List<String>> words, int count) {}

    static LabelList of(SearchSchema schema, IndexReader reader) throws IOException {
        List<Label> labels = new ArrayList<>();
        for (Field.Keyword field : schema.keywords()) {
            if (field.suggested()) {
                Map<String, String> terms = new HashMap<>();
                for (LeafReaderContext segment : reader.leaves()) {
                    collect(segment, field.name(), terms);
                }
                for (Map.Entry<String, String> term : terms.entrySet()) {
                    int count = reader.docFreq(new Term(field.name(), term.getKey()));
                    labels.add(label(schema, field.name(), term.getValue(), count));
                }
            }
        }
        labels.sort(Comparator.comparingInt(Label::count).reversed().thenComparing(Label::value));
        return new LabelList(state(reader), List.copyOf(labels));
    }

    static Object state(IndexReader reader) {
        return reader.getReaderCacheHelper().getKey();
    }

    private static void collect(
            LeafReaderContext segment, String field, Map<String, String> termByValue)
            throws IOException {
        SortedSetDocValues values =
                DocValues.getSortedSet(segment.reader(), IndexNames.labelled(field));
        TermsEnum all = values.termsEnum();
        for (BytesRef term = all.next(); term != null; term = all.next()) {
            String text = term.utf8ToString();
            termByValue.putIfAbsent(LabelledValue.value(text), text);
        }
    }

    private static Label label(SearchSchema schema, String field, String term, int count) {
        List<String> texts = new ArrayList<>();
        List<List<String>> words = new ArrayList<>();
        for (int i = 0; i < schema.languages().size(); i++) {
            String text = LabelledValue.label(term, i);
            texts.add(text);
            words.add(
                    Analysis.tokens(Analysis.words(), text).stream()
                            .map(Analysis.Token::term)
                            .toList());
        }
        return new Label(field, LabelledValue.value(term), texts, words, count);
    }
}
