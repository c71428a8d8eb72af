package io.headroom.operations.slo;

/// What a service promises.
///
/// @param name lower-case words with hyphens, at most 40 characters
/// @param description a sentence for people
/// @param component of the service's health that it belongs to
/// @param target the share of events that have to be good, above 0 and below 1
/// @param indicator which events count
/// @param pages whether burning its budget fast wakes somebody; else it only makes tickets
/// @param leastEvents how many events the long window of the fastest burn rule must hold to be
///   believed, from 1; see [BurnRule#leastEvents(Objective)]
public record Objective(
        String name,
        String description,
        String component,
        double target,
        Indicator indicator,
        boolean pages,
        long leastEvents) {

    public Objective {
        if (!name.matches("[a-z][a-z0-9-]{0,39}")) {
            throw new IllegalArgumentException(
                    "name must be 1 to 40 of a-z, 0-9 and -, a letter first: " + name);
        }
        if (!(target > 0 && target < 1)) {
            throw new IllegalArgumentException(
                    "target must be above 0 and below 100 per cent: " + 100 * target);
        }
        if (leastEvents < 1) {
            throw new IllegalArgumentException("leastEvents must be at least 1: " + leastEvents);
        }
    }

    /// The share of events that may be bad.
    public double allowed() {
        return 1 - target;
    }
}
