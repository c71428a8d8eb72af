package io.headroom.operations.capacity;

import java.util.List;
import java.util.Map;

/// How much a service can take, or why that is not known.
public sealed interface Capacity {

    /// Requests per second now, the mean of the last minute; NaN where there were none.
    double throughput();

    /// All resources, the one that limits first before the others.
    List<ResourceCapacity> resources();

    /// A sentence for the operator.
    String sentence();

    /// How much it can take.
    ///
    /// @param capacity requests per second until the first promise breaks or a resource is used up
    /// @param headroom how many of these are left; 0 where a promise is broken already
    /// @param limitedBy the resource that breaks it; empty where none is to blame
    /// @param breaks what happens there, as `p95 passes 500 ms`
    /// @param meanSeconds how long answers take at capacity
    /// @param quantileSeconds the same for quantiles that are promised
    /// @param steps how many steps of 10 s it follows from
    /// @param mixChanged whether older steps were left out since requests asked for something else
    /// @param scalability how throughput grows with the requests under way; not known where that
    ///   law does not fit
    /// @param advice what would move the limit
    record Known(
            double throughput,
            Interval capacity,
            Interval headroom,
            String limitedBy,
            String breaks,
            double meanSeconds,
            Map<Double, Double> quantileSeconds,
            int steps,
            boolean mixChanged,
            List<ResourceCapacity> resources,
            Scalability scalability,
            String sentence,
            String advice)
            implements Capacity {

        public Known {
            resources = List.copyOf(resources);
            quantileSeconds = Map.copyOf(quantileSeconds);
        }
    }

    /// Too little was seen.
    ///
    /// @param reason what is missing
    record Unknown(double throughput, String reason, List<ResourceCapacity> resources)
            implements Capacity {

        public Unknown {
            resources = List.copyOf(resources);
        }

        @Override
        public String sentence() {
            return "Not known yet: " + reason;
        }
    }
}
