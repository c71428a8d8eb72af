package io.headroom.marketplace.catalog;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Days (UTC) from one to another, both included.
public record DayRange(LocalDate from, LocalDate to) {

    /// How many days a range may have.
    public static final int MOST_DAYS = 1_100;

    /// Reads `from` and `to` as `2026-01-31`.
    ///
    /// @param days how many the range has when `from` is absent
    /// @param now the range ends today when `to` is absent
    /// @param parameters learns what is wrong
    public static DayRange read(
            @Nullable String from,
            @Nullable String to,
            int days,
            Instant now,
            Parameters parameters) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        LocalDate last = Objects.requireNonNullElse(parameters.day("to", to), today);
        LocalDate first =
                Objects.requireNonNullElse(parameters.day("from", from), last.minusDays(days - 1L));
        if (first.isAfter(last)) {
            parameters.add("from", "must not be after to");
        } else if (ChronoUnit.DAYS.between(first, last) >= MOST_DAYS) {
            parameters.add("from", "must be at most " + MOST_DAYS + " days before to");
        }
        return new DayRange(first, last);
    }

    /// When the first day begins.
    public Instant begin() {
        return from.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /// When the last day is over.
    public Instant end() {
        return to.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
