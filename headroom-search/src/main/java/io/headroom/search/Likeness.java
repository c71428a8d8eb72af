package io.headroom.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.queries.function.FunctionScoreQuery;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.CombinedFieldQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/// Makes a document the question: its most telling words, and the keyword values it has.
///
/// Words are chosen as Lucene's "more like this" does, by how often the document has them times how
/// rare they are (tf · idf), a field's weight counting as often. A shared value counts its field's
/// likeness times its own rarity, so that sharing a leaf of a tree counts more than sharing its
/// root. The field with the greatest likeness decides who is a candidate at all: a document that
/// shares none of its values is not similar, whatever its words.
final class Likeness {

    private static final int MAX_WORDS = 16;

    private record Telling(String term, double weight) {}

    private final SearchSchema schema;
    private final IndexReader reader;
    private final Language language;

    Likeness(SearchSchema schema, IndexReader reader, Language language) {
        this.schema = schema;
        this.reader = reader;
        this.language = language;
    }

    Query of(String id, Document document) throws IOException {
        BooleanQuery.Builder likeness = new BooleanQuery.Builder();
        Map<String, Float> fields = TextQuery.weights(schema, language);
        for (Telling word : words(document, List.copyOf(fields.keySet()))) {
            CombinedFieldQuery.Builder query = new CombinedFieldQuery.Builder(word.term());
            fields.forEach(query::addField);
            likeness.add(query.build(), Occur.SHOULD);
        }
        BooleanQuery.Builder candidates = new BooleanQuery.Builder();
        boolean restricted = false;
        String deciding = decidingField();
        for (Field.Keyword field : schema.keywords()) {
            for (String value : document.getValues(field.name())) {
                Term term = new Term(field.name(), value);
                if (field.likeness() > 0) {
                    float weight = (float) (field.likeness() * rarity(reader.docFreq(term)));
                    likeness.add(
                            new BoostQuery(new ConstantScoreQuery(new TermQuery(term)), weight),
                            Occur.SHOULD);
                }
                if (field.name().equals(deciding)) {
                    candidates.add(new TermQuery(term), Occur.SHOULD);
                    restricted = true;
                }
            }
        }
        likeness.add(restricted ? candidates.build() : MatchAllDocsQuery.INSTANCE, Occur.FILTER);
        likeness.add(new TermQuery(new Term(IndexNames.ID, id)), Occur.MUST_NOT);
        likeness.setMinimumNumberShouldMatch(1);
        return schema.priors().isEmpty()
                ? likeness.build()
                : new FunctionScoreQuery(likeness.build(), new PriorFactor(schema.priors()));
    }

    private List<Telling> words(Document document, List<String> fields) throws IOException {
        Map<String, Double> weights = new HashMap<>();
        for (Field.Text field : schema.texts()) {
            if (field.weight() > 0) {
                String text = DocumentMapping.text(document, field.name(), language);
                for (Analysis.Token token : Analysis.tokens(Analysis.stems(language), text)) {
                    weights.merge(token.term(), (double) field.weight(), Double::sum);
                }
            }
        }
        List<Telling> words = new ArrayList<>();
        for (Map.Entry<String, Double> word : weights.entrySet()) {
            int frequency = SimilarWords.frequency(reader, fields, word.getKey());
            if (frequency > 1) {
                words.add(new Telling(word.getKey(), word.getValue() * rarity(frequency)));
            }
        }
        return words.stream()
                .sorted(
                        Comparator.comparingDouble(Telling::weight)
                                .reversed()
                                .thenComparing(Telling::term))
                .limit(MAX_WORDS)
                .toList();
    }

    private String decidingField() {
        return schema.keywords().stream()
                .filter(field -> field.likeness() > 0)
                .max(Comparator.comparingDouble(Field.Keyword::likeness))
                .map(Field.Keyword::name)
                .orElse("");
    }

    /// The inverse document frequency of BM25.
    private double rarity(int frequency) {
        double all = Math.max(reader.numDocs(), frequency);
        return Math.log(1 + (all - frequency + 0.5) / (frequency + 0.5));
    }
}
