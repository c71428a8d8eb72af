package io.headroom.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Dates of HTTP fields (RFC 9110 §5.6.7), to the second.
public final class HttpDate {

    private static final int LONGEST = 40;

    private static final Map<Long, String> MONTHS =
            Map.ofEntries(
                    Map.entry(1L, "Jan"),
                    Map.entry(2L, "Feb"),
                    Map.entry(3L, "Mar"),
                    Map.entry(4L, "Apr"),
                    Map.entry(5L, "May"),
                    Map.entry(6L, "Jun"),
                    Map.entry(7L, "Jul"),
                    Map.entry(8L, "Aug"),
                    Map.entry(9L, "Sep"),
                    Map.entry(10L, "Oct"),
                    Map.entry(11L, "Nov"),
                    Map.entry(12L, "Dec"));
    private static final Map<Long, String> DAYS =
            Map.of(1L, "Mon", 2L, "Tue", 3L, "Wed", 4L, "Thu", 5L, "Fri", 6L, "Sat", 7L, "Sun");
    private static final Map<Long, String> LONG_DAYS =
            Map.of(
                    1L,
                    "Monday",
                    2L,
                    "Tuesday",
                    3L,
                    "Wednesday",
                    4L,
                    "Thursday",
                    5L,
                    "Friday",
                    6L,
                    "Saturday",
                    7L,
                    "Sunday");

    /// `Sun, 06 Nov 1994 08:49:37 GMT`
    private static final DateTimeFormatter IMF_FIXDATE =
            strict(
                    start(DAYS)
                            .appendLiteral(", ")
                            .appendPattern("dd ")
                            .appendText(ChronoField.MONTH_OF_YEAR, MONTHS)
                            .appendPattern(" uuuu HH:mm:ss 'GMT'"));

    /// `Sunday, 06-Nov-94 08:49:37 GMT`; two digits mean 1970 to 2069.
    private static final DateTimeFormatter RFC_850 =
            strict(
                    start(LONG_DAYS)
                            .appendLiteral(", ")
                            .appendPattern("dd-")
                            .appendText(ChronoField.MONTH_OF_YEAR, MONTHS)
                            .appendLiteral('-')
                            .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
                            .appendPattern(" HH:mm:ss 'GMT'"));

    /// `Sun Nov 6 08:49:37 1994`
    private static final DateTimeFormatter ASCTIME =
            strict(
                    start(DAYS)
                            .appendLiteral(' ')
                            .appendText(ChronoField.MONTH_OF_YEAR, MONTHS)
                            .appendPattern(" ppd HH:mm:ss uuuu"));

    private static final List<DateTimeFormatter> FORMS = List.of(IMF_FIXDATE, RFC_850, ASCTIME);

    private record Formatted(long second, String text) {}

    /// Most dates are now.
    private static volatile Formatted latest =
            new Formatted(0, IMF_FIXDATE.format(Instant.EPOCH.atOffset(ZoneOffset.UTC)));

    private HttpDate() {}

    private static DateTimeFormatterBuilder start(Map<Long, String> days) {
        return new DateTimeFormatterBuilder().appendText(ChronoField.DAY_OF_WEEK, days);
    }

    private static DateTimeFormatter strict(DateTimeFormatterBuilder builder) {
        return builder.toFormatter(Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    }

    /// Reads any of the three forms; null for anything else, dates that never were included.
    public static @Nullable Instant parse(@Nullable String text) {
        if (text == null || text.length() > LONGEST) {
            return null;
        }
        String date = text.strip();
        for (DateTimeFormatter form : FORMS) {
            Instant instant = parse(date, form);
            if (instant != null) {
                return instant;
            }
        }
        return null;
    }

    private static @Nullable Instant parse(String date, DateTimeFormatter form) {
        try {
            return LocalDateTime.parse(date, form).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException notThisForm) {
            return null;
        }
    }

    /// The preferred form, `Sun, 06 Nov 1994 08:49:37 GMT`; fractions of the second are dropped.
    public static String format(Instant instant) {
        Formatted known = latest;
        if (known.second() != instant.getEpochSecond()) {
            known =
                    new Formatted(
                            instant.getEpochSecond(),
                            IMF_FIXDATE.format(instant.atOffset(ZoneOffset.UTC)));
            latest = known;
        }
        return known.text();
    }
}
