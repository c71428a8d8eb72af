package io.headroom.search;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DoubleValues;
import org.apache.lucene.search.DoubleValuesSource;
import org.apache.lucene.search.IndexSearcher;

/// A query's score times what is known beforehand, by the formula of [Prior].
final class PriorFactor extends DoubleValuesSource {

    private final List<Prior> priors;

    PriorFactor(List<Prior> priors) {
        this.priors = priors;
    }

    /// What the factor stays below.
    static double bound(List<Prior> priors) {
        return 1 + priors.stream().mapToDouble(Prior::weight).sum();
    }

    @Override
    public DoubleValues getValues(LeafReaderContext segment, DoubleValues scores)
            throws IOException {
        Numbers[] numbers = new Numbers[priors.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Numbers.of(segment.reader(), priors.get(i).field());
        }
        return new DoubleValues() {
            private int doc = -1;

            @Override
            public double doubleValue() throws IOException {
                double factor = 1;
                for (int i = 0; i < numbers.length; i++) {
                    Prior prior = priors.get(i);
                    double x = Math.max(0, numbers[i].get(doc, 0));
                    factor += prior.weight() * x / (x + prior.pivot());
                }
                return scores.doubleValue() * factor;
            }

            @Override
            public boolean advanceExact(int doc) throws IOException {
                this.doc = doc;
                return scores.advanceExact(doc);
            }
        };
    }

    @Override
    public boolean needsScores() {
        return true;
    }

    @Override
    public DoubleValuesSource rewrite(IndexSearcher searcher) {
        return this;
    }

    @Override
    public boolean isCacheable(LeafReaderContext segment) {
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PriorFactor factor && factor.priors.equals(priors);
    }

    @Override
    public int hashCode() {
        return priors.hashCode();
    }

    @Override
    public String toString() {
        return "PriorFactor" + priors;
    }
}
