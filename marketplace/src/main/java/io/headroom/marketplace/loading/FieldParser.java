package io.headroom.marketplace.loading;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads the values of a file's fields. What cannot be read is empty, never a guess.
final class FieldParser {

    private static final BigDecimal HIGHEST_PRICE = new BigDecimal("9999999999.99");
    private static final int LONGEST_NUMBER = 40;
    private static final DateTimeFormatter ISO_MINUTES =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm[:ss]", Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter AMERICAN =
            DateTimeFormatter.ofPattern("M/d/uuuu H:mm[:ss]", Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT);

    private final ZoneId zone;
    private String lastDate = "";
    private Optional<Instant> lastInstant = Optional.empty();

    /// @param zone the zone of dates that name none
    FieldParser(ZoneId zone) {
        this.zone = zone;
    }

    /// A whole number, also written with a fraction of nothing ("6.0").
    static OptionalInt wholeNumber(String text) {
        Optional<BigDecimal> number = decimal(text);
        if (number.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(number.get().intValueExact());
        } catch (ArithmeticException e) {
            return OptionalInt.empty();
        }
    }

    /// An amount of money of at most what the catalogue's columns hold.
    static Optional<BigDecimal> amount(String text) {
        return decimal(text).filter(value -> value.abs().compareTo(HIGHEST_PRICE) <= 0);
    }

    private static Optional<BigDecimal> decimal(String text) {
        if (text.isEmpty()
                || text.length() > LONGEST_NUMBER
                || text.contains("e")
                || text.contains("E")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// A moment: ISO 8601 with or without zone, "2010-12-01 08:26:00", or "12/1/2010 8:26" as the
    /// American month first.
    Optional<Instant> instant(String text) {
        if (!text.equals(lastDate)) {
            lastInstant = parse(text);
            lastDate = text;
        }
        return lastInstant;
    }

    private Optional<Instant> parse(String text) {
        try {
            if (text.indexOf('/') > 0) {
                return Optional.of(LocalDateTime.parse(text, AMERICAN).atZone(zone).toInstant());
            }
            if (text.indexOf('T') < 0) {
                return Optional.of(LocalDateTime.parse(text, ISO_MINUTES).atZone(zone).toInstant());
            }
            boolean zoned =
                    text.endsWith("Z") || text.lastIndexOf('+') > 0 || text.lastIndexOf('-') > 10;
            return Optional.of(
                    zoned
                            ? OffsetDateTime.parse(text).toInstant()
                            : LocalDateTime.parse(text).atZone(zone).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
