package io.headroom.search;

/// What is known about a document before anyone asks: that many buy it, that buyers like it.
///
/// The relevance of a document is multiplied by `1 + Σ weight · x / (x + pivot)`, where `x` is the
/// number field's value (0 when missing or negative). The saturation is that of Craswell et al.,
/// "Relevance weighting for query independent evidence" (SIGIR 2005); as a factor it cannot make up
/// for missing words, it orders what matches about equally well.
///
/// @param field a number field of the schema
/// @param weight the most it may add, as a share of the relevance, more than 0 up to 1
/// @param pivot the value at which half of `weight` is reached, more than 0
public record Prior(String field, double weight, double pivot) {
    public Prior {
        if (!(weight > 0 && weight <= 1)) {
            throw new IllegalArgumentException(
                    "weight of the prior " + field + " must be in (0, 1], but is " + weight);
        }
        if (!(pivot > 0 && pivot < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "pivot of the prior " + field + " must be positive, but is " + pivot);
        }
    }
}
