package io.headroom.postgres;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// A materialized view and how fresh it shall be.
///
/// The view needs a unique index on plain columns over all rows, without which PostgreSQL cannot
/// refresh it while it is read.
///
/// @param name the view's name, unquoted, with its schema where that is not on the search path
/// @param interval how long after the start of a refresh the next one is due, more than zero
/// @param afterwards statements to run after the refresh, in its transaction: other sessions see
///   the new view and their effect at once, or neither
public record MaterializedView(String name, Duration interval, List<String> afterwards) {

    private static final Pattern NAME =
            Pattern.compile("([a-z_][a-z0-9_]{0,62}\\.)?[a-z_][a-z0-9_]{0,62}");

    public MaterializedView {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name must be an unquoted lower-case identifier, with or without a schema, but is '"
                            + name
                            + "'");
        }
        if (!interval.isPositive()) {
            throw new IllegalArgumentException("interval must be positive, but is " + interval);
        }
        afterwards = List.copyOf(afterwards);
    }

    /// A view with nothing to do afterwards.
    public MaterializedView(String name, Duration interval) {
        this(name, interval, List.of());
    }
}
