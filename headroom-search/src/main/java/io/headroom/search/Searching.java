package io.headroom.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MultiCollectorManager;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSelector;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.util.BytesRef;

/// One request against one state of the index.
final class Searching {

    private static final SortField BY_ID = new SortField(IndexNames.ID, SortField.Type.STRING);

    private final SearchSchema schema;
    private final IndexSearcher searcher;
    private final SearchRequest request;
    private final boolean browsing;

    Searching(SearchSchema schema, IndexSearcher searcher, SearchRequest request) {
        this.schema = schema;
        this.searcher = searcher;
        this.request = request;
        browsing = request.text().isBlank();
        schema.require(request.language());
        request.filters().forEach(this::requireField);
        request.facets().forEach(this::requireField);
        request.highlighted()
                .forEach(name -> schema.require(Field.Text.class, name, "highlighted"));
        if (request.order() instanceof Order.By by) {
            schema.require(Field.Numeric.class, by.field(), "order");
        }
    }

    SearchResult answer() throws IOException {
        if (browsing) {
            TextQuery all = new TextQuery(MatchAllDocsQuery.INSTANCE, Set.of(), false, false);
            return result(all, find(all.query()), false);
        }
        boolean correct = request.correctBelow() > 0;
        boolean widen = request.after().widened();
        TextQuery text = text(correct, widen);
        Found found = find(text.query());
        boolean first = request.after().isNone();
        if (first && text.widenable() && found.total() < request.correctBelow()) {
            TextQuery wider = text(correct, true);
            Found more = find(wider.query());
            if (more.total() > found.total()) {
                return result(wider, more, true);
            }
        }
        return result(text, found, widen);
    }

    /// The order of what nobody asked a text for: the first prior, the greatest first.
    static Sort popularFirst(SearchSchema schema) {
        return schema.priors().isEmpty()
                ? new Sort(SortField.FIELD_SCORE, BY_ID)
                : new Sort(byNumber(schema.priors().getFirst().field(), true), BY_ID);
    }

    private TextQuery text(boolean correct, boolean widen) throws IOException {
        return TextQuery.of(
                schema,
                searcher.getIndexReader(),
                request.text(),
                request.language(),
                correct,
                widen);
    }

    /// The documents of a page and one more, and the counts.
    private record Found(TopFieldDocs top, List<Facet> facets) {
        long total() {
            return top.totalHits.value();
        }
    }

    /// The documents, and in the same pass the facets no filter is on. A facet with a filter on its
    /// own field is counted in a pass of its own, without that filter.
    private Found find(Query text) throws IOException {
        int language = schema.languages().indexOf(request.language());
        List<CollectorManager<? extends Collector, ?>> together = new ArrayList<>();
        together.add(
                new TopFieldCollectorManager(
                        sort(), request.limit() + 1, after(), Integer.MAX_VALUE));
        Map<FacetRequest, Facet> facets = new HashMap<>();
        List<FacetRequest> shared = new ArrayList<>();
        for (FacetRequest facet : request.facets()) {
            FacetCounting counting = new FacetCounting(facet, language);
            if (isFiltered(facet.field())) {
                facets.put(facet, searcher.search(filtered(text, facet.field()), counting));
            } else {
                shared.add(facet);
                together.add(counting);
            }
        }
        Object[] results =
                searcher.search(
                        filtered(text, ""),
                        new MultiCollectorManager(together.toArray(new CollectorManager<?, ?>[0])));
        for (int i = 0; i < shared.size(); i++) {
            facets.put(shared.get(i), (Facet) results[i + 1]);
        }
        return new Found(
                (TopFieldDocs) results[0], request.facets().stream().map(facets::get).toList());
    }

    private boolean isFiltered(String field) {
        return request.filters().stream().anyMatch(filter -> filter.field().equals(field));
    }

    private Query filtered(Query text, String without) {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        query.add(text, Occur.MUST);
        for (Filter filter : request.filters()) {
            if (!filter.field().equals(without)) {
                query.add(query(filter), Occur.FILTER);
            }
        }
        return query.build();
    }

    private static Query query(Filter filter) {
        return switch (filter) {
            case Filter.AnyOf any ->
                    new TermInSetQuery(
                            any.field(), any.values().stream().map(BytesRef::new).toList());
            case Filter.Between between ->
                    DoubleField.newRangeQuery(between.field(), between.min(), between.max());
            case Filter.Is is -> new TermQuery(new Term(is.field(), Boolean.toString(is.value())));
        };
    }

    private void requireField(Filter filter) {
        switch (filter) {
            case Filter.AnyOf any -> schema.require(Field.Keyword.class, any.field(), "filters");
            case Filter.Between between ->
                    schema.require(Field.Numeric.class, between.field(), "filters");
            case Filter.Is is -> schema.require(Field.Flag.class, is.field(), "filters");
        }
    }

    private void requireField(FacetRequest facet) {
        switch (facet) {
            case FacetRequest.Values values ->
                    schema.require(Field.Keyword.class, values.field(), "facets");
            case FacetRequest.Ranges ranges ->
                    schema.require(Field.Numeric.class, ranges.field(), "facets");
        }
    }

    private Sort sort() {
        return switch (request.order()) {
            case Order.By by -> new Sort(byNumber(by.field(), by.descending()), BY_ID);
            case Order.Relevance relevance ->
                    browsing ? popularFirst(schema) : new Sort(SortField.FIELD_SCORE, BY_ID);
        };
    }

    private static SortField byNumber(String field, boolean descending) {
        return DoubleField.newSortField(
                field,
                descending,
                SortedNumericSelector.Type.MIN,
                descending ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }

    private boolean byScore() {
        return sort().getSort()[0].getType() == SortField.Type.SCORE;
    }

    @SuppressWarnings("NullAway") // Lucene's way to say "from the beginning" is null.
    private FieldDoc after() {
        SearchCursor after = request.after();
        if (after.isNone()) {
            return null;
        }
        Object value = byScore() ? (Object) (float) after.value() : (Object) after.value();
        // Ids differ, so that the document's number never decides.
        return new FieldDoc(
                Integer.MAX_VALUE, Float.NaN, new Object[] {value, new BytesRef(after.id())});
    }

    private SearchResult result(TextQuery text, Found found, boolean widened) throws IOException {
        ScoreDoc[] top = found.top().scoreDocs;
        int size = Math.min(top.length, request.limit());
        List<SearchHit> hits = new ArrayList<>(size);
        Highlighting highlighting = new Highlighting(request.language(), text.terms());
        StoredFields stored = searcher.storedFields();
        for (int i = 0; i < size; i++) {
            hits.add(hit((FieldDoc) top[i], stored.document(top[i].doc), highlighting));
        }
        SearchCursor next = SearchCursor.NONE;
        if (top.length > size) {
            FieldDoc last = (FieldDoc) top[size - 1];
            next =
                    new SearchCursor(
                            ((Number) last.fields[0]).doubleValue(),
                            ((BytesRef) last.fields[1]).utf8ToString(),
                            widened);
        }
        return new SearchResult(
                hits,
                found.total(),
                next,
                found.facets(),
                browsing ? SearchResult.Mode.ALL : SearchResult.Mode.TEXT,
                text.corrected() && found.total() > 0);
    }

    private SearchHit hit(FieldDoc found, Document stored, Highlighting highlighting) {
        Map<String, String> highlights = new HashMap<>();
        for (String name : request.highlighted()) {
            String text = DocumentMapping.text(stored, name, request.language());
            String marked =
                    schema.title().name().equals(name)
                            ? highlighting.title(text)
                            : highlighting.snippet(text);
            if (!marked.isEmpty()) {
                highlights.put(name, marked);
            }
        }
        double score = byScore() && !browsing ? ((Number) found.fields[0]).doubleValue() : 0;
        return new SearchHit(
                stored.get(IndexNames.ID), score, highlights, DocumentMapping.data(stored));
    }
}
