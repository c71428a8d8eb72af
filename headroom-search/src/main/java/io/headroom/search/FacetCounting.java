package io.headroom.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;

/// Counts one facet over the documents of a query: by the numbers doc values give to a segment's
/// values, which are turned into texts once per segment.
final class FacetCounting implements CollectorManager<FacetCounting.Counter, Facet> {

    private final FacetRequest request;
    private final int language;

    /// @param language the place of the labels' language in the schema's list
    FacetCounting(FacetRequest request, int language) {
        this.request = request;
        this.language = language;
    }

    @Override
    public Counter newCollector() {
        return switch (request) {
            case FacetRequest.Values values -> new ValueCounter(values.field());
            case FacetRequest.Ranges ranges -> new RangeCounter(ranges);
        };
    }

    @Override
    public Facet reduce(Collection<Counter> counters) {
        Map<String, Long> counts = new HashMap<>();
        counters.forEach(
                counter -> counter.counts.forEach((term, n) -> counts.merge(term, n, Long::sum)));
        return switch (request) {
            case FacetRequest.Values values -> valuesOf(values, counts);
            case FacetRequest.Ranges ranges -> rangesOf(ranges, counts);
        };
    }

    private Facet valuesOf(FacetRequest.Values wanted, Map<String, Long> counts) {
        Map<String, Facet.Value> values = new HashMap<>();
        counts.forEach((term, count) -> {
            String value = LabelledValue.value(term);
            values.merge(
                    value,
                    new Facet.Value(value, LabelledValue.label(term, language), count),
                    FacetCounting::sum);
        });
        List<Facet.Value> sorted =
                values.values().stream()
                        .sorted(
                                Comparator.comparingLong(Facet.Value::count)
                                        .reversed()
                                        .thenComparing(Facet.Value::value))
                        .limit(wanted.limit())
                        .toList();
        return new Facet(wanted.field(), sorted);
    }

    /// The same value under two labels, as while a category is being renamed.
    private static Facet.Value sum(Facet.Value a, Facet.Value b) {
        String label = a.count() >= b.count() ? a.label() : b.label();
        return new Facet.Value(a.value(), label, a.count() + b.count());
    }

    private static Facet rangesOf(FacetRequest.Ranges wanted, Map<String, Long> counts) {
        List<Facet.Value> values = new ArrayList<>();
        for (int i = 0; i + 1 < wanted.edges().size(); i++) {
            long count = counts.getOrDefault(Integer.toString(i), 0L);
            if (count > 0) {
                String range =
                        written(wanted.edges().get(i)) + "-" + written(wanted.edges().get(i + 1));
                values.add(new Facet.Value(range, range, count));
            }
        }
        return new Facet(wanted.field(), values);
    }

    private static String written(double edge) {
        if (Double.isInfinite(edge)) {
            return "";
        }
        return edge == Math.rint(edge) && Math.abs(edge) < 1L << 53
                ? Long.toString((long) edge)
                : Double.toString(edge);
    }

    /// Counts while documents are collected; the counts of finished segments by text.
    abstract static class Counter implements Collector {
        final Map<String, Long> counts = new HashMap<>();

        @Override
        public ScoreMode scoreMode() {
            return ScoreMode.COMPLETE_NO_SCORES;
        }
    }

    private static final class ValueCounter extends Counter {
        private final String field;

        ValueCounter(String field) {
            this.field = IndexNames.labelled(field);
        }

        @Override
        public LeafCollector getLeafCollector(LeafReaderContext segment) throws IOException {
            SortedSetDocValues values = DocValues.getSortedSet(segment.reader(), field);
            int[] counted = new int[(int) values.getValueCount()];
            return new LeafCollector() {
                @Override
                public void setScorer(Scorable scorer) {}

                @Override
                public void collect(int doc) throws IOException {
                    if (values.advanceExact(doc)) {
                        for (int i = values.docValueCount(); i > 0; i--) {
                            counted[(int) values.nextOrd()]++;
                        }
                    }
                }

                @Override
                public void finish() throws IOException {
                    for (int ord = 0; ord < counted.length; ord++) {
                        if (counted[ord] > 0) {
                            counts.merge(
                                    values.lookupOrd(ord).utf8ToString(),
                                    (long) counted[ord],
                                    Long::sum);
                        }
                    }
                }
            };
        }
    }

    private static final class RangeCounter extends Counter {
        private final String field;
        private final double[] edges;

        RangeCounter(FacetRequest.Ranges ranges) {
            field = ranges.field();
            edges = ranges.edges().stream().mapToDouble(Double::doubleValue).toArray();
        }

        @Override
        public LeafCollector getLeafCollector(LeafReaderContext segment) throws IOException {
            Numbers numbers = Numbers.of(segment.reader(), field);
            long[] counted = new long[edges.length];
            return new LeafCollector() {
                @Override
                public void setScorer(Scorable scorer) {}

                @Override
                public void collect(int doc) throws IOException {
                    double value = numbers.get(doc, Double.NaN);
                    int range = 0;
                    while (range < edges.length && value >= edges[range]) {
                        range++;
                    }
                    counted[range == 0 ? edges.length - 1 : range - 1]++;
                }

                @Override
                public void finish() {
                    for (int i = 0; i + 1 < edges.length; i++) {
                        if (counted[i] > 0) {
                            counts.merge(Integer.toString(i), counted[i], Long::sum);
                        }
                    }
                }
            };
        }
    }
}
