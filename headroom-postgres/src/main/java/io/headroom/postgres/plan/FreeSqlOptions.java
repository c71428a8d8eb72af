package io.headroom.postgres.plan;

import java.util.Set;

/// What a caller may ask [FreeSql] for.
///
/// @param analyze whether statements may be executed, too; false by default
/// @param perMinute how many are taken in a minute, from 1 to 600; 10 by default
/// @param maxLength the longest text, in characters, from 100 to 100,000; 10,000 by default
/// @param functions names of functions, without schema and in lower case, that may be called beside
///   those of [#IMMUTABLE]. A function that reads tables can show what its caller must not see
public record FreeSqlOptions(boolean analyze, int perMinute, int maxLength, Set<String> functions) {

    /// Built-in functions that are allowed always: they compute with their arguments alone.
    public static final Set<String> IMMUTABLE =
            Set.of(
                    "abs",
                    "avg",
                    "array_agg",
                    "bool_and",
                    "bool_or",
                    "btrim",
                    "ceil",
                    "ceiling",
                    "char_length",
                    "coalesce",
                    "concat",
                    "concat_ws",
                    "count",
                    "date_part",
                    "date_trunc",
                    "dense_rank",
                    "every",
                    "first_value",
                    "floor",
                    "greatest",
                    "initcap",
                    "lag",
                    "last_value",
                    "lead",
                    "least",
                    "left",
                    "length",
                    "lower",
                    "ltrim",
                    "max",
                    "min",
                    "mod",
                    "now",
                    "nullif",
                    "percent_rank",
                    "percentile_cont",
                    "percentile_disc",
                    "position",
                    "rank",
                    "replace",
                    "right",
                    "round",
                    "row_number",
                    "rtrim",
                    "sign",
                    "split_part",
                    "stddev",
                    "string_agg",
                    "strpos",
                    "substr",
                    "substring",
                    "sum",
                    "to_tsquery",
                    "to_tsvector",
                    "trim",
                    "trunc",
                    "ts_rank",
                    "upper",
                    "variance",
                    "websearch_to_tsquery");

    public FreeSqlOptions {
        require("perMinute", perMinute, 1, 600);
        require("maxLength", maxLength, 100, 100_000);
        functions = Set.copyOf(functions);
    }

    /// Plans only, ten a minute.
    public static FreeSqlOptions defaults() {
        return new FreeSqlOptions(false, 10, 10_000, Set.of());
    }

    private static void require(String property, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "%s must be from %d to %d, but is %d".formatted(property, least, most, value));
        }
    }
}
