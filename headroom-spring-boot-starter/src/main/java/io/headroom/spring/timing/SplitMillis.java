package io.headroom.spring.timing;

import io.headroom.http.timing.Part;
import io.headroom.http.timing.Split;
import java.util.function.ToDoubleFunction;

/// A split as answers and the log show it, in milliseconds. The components are the values of
/// [Part].
record SplitMillis(
        double l1,
        double l2,
        double load,
        double database,
        double poolWait,
        double search,
        double recommendation,
        double serialisation,
        double rest) {

    static SplitMillis of(Split split) {
        return of(part -> split.nanos(part) / 1e6);
    }

    static SplitMillis of(ToDoubleFunction<Part> millis) {
        return new SplitMillis(
                rounded(millis, Part.L1),
                rounded(millis, Part.L2),
                rounded(millis, Part.LOAD),
                rounded(millis, Part.DATABASE),
                rounded(millis, Part.POOL_WAIT),
                rounded(millis, Part.SEARCH),
                rounded(millis, Part.RECOMMENDATION),
                rounded(millis, Part.SERIALISATION),
                rounded(millis, Part.REST));
    }

    private static double rounded(ToDoubleFunction<Part> millis, Part part) {
        return Math.round(millis.applyAsDouble(part) * 1_000) / 1_000.0;
    }
}
