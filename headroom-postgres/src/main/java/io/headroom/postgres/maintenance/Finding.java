package io.headroom.postgres.maintenance;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Something that is wrong in the database.
///
/// @param subject what it is about: a table, an index (with schema, quoted as SQL wants it), a
///   database, a slot …
/// @param evidence the figures it was judged by, in the order of reading: texts, numbers, booleans
///   and [java.time.Instant]s; names end in their unit where they have one
/// @param advice what to do and what to mind, for people
/// @param remedy the SQL that does it; empty when no single statement does
public record Finding(
        FindingKind kind,
        Severity severity,
        String subject,
        Map<String, Object> evidence,
        String advice,
        String remedy) {

    public Finding {
        evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    }

    /// A figure of the evidence.
    ///
    /// @throws IllegalArgumentException when there is no such number
    public double figure(String name) {
        if (evidence.get(name) instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("no figure '" + name + "' in " + evidence);
    }
}
