package io.headroom.http.timing;

/// How a duration divides into parts. Immutable.
public final class Split {

    private final long[] nanos;

    Split(long[] nanos) {
        this.nanos = nanos;
    }

    /// A duration of which nothing more is known.
    public static Split ofRest(long nanos) {
        long[] parts = new long[Part.COUNT];
        parts[Part.REST.index()] = nanos;
        return new Split(parts);
    }

    /// The nanoseconds of a part, at least 0.
    public long nanos(Part part) {
        return nanos[part.index()];
    }

    /// The nanoseconds of all parts.
    public long totalNanos() {
        long total = 0;
        for (long part : nanos) {
            total += part;
        }
        return total;
    }
}
