package io.headroom.jobs;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;

/// The five fields of cron: minute, hour, day of month, month, day of week; with lists, ranges,
/// steps and English names, and Sunday as 0 or 7. Where day of month and day of week are both
/// restricted, either suffices, as POSIX has it. `@hourly`, `@daily`, `@weekly`, `@monthly` and
/// `@yearly` are known.
///
/// When clocks go forward, a time that they skip comes at the first minute after; when they go
/// back, a time that comes twice is due once. Schedules with every hour (`*` or a step in the
/// hour's field) follow real time through both instead.
public final class Cron {

    private record Field(String name, int least, int most, List<String> names) {}

    private static final List<Field> FIELDS =
            List.of(
                    new Field("minute", 0, 59, List.of()),
                    new Field("hour", 0, 23, List.of()),
                    new Field("day of month", 1, 31, List.of()),
                    new Field(
                            "month",
                            1,
                            12,
                            List.of(
                                    "", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug",
                                    "sep", "oct", "nov", "dec")),
                    new Field(
                            "day of week",
                            0,
                            7,
                            List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat")));

    /// Leap days come at least every eight years.
    private static final int LONGEST_DAYS = 8 * 366 + 1;

    private final String text;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet days;
    private final BitSet months;
    private final BitSet weekdays;
    private final boolean everyDay;
    private final boolean everyWeekday;
    private final boolean everyHour;

    private Cron(String text, List<BitSet> sets, List<String> sources) {
        this.text = text;
        this.minutes = sets.get(0);
        this.hours = sets.get(1);
        this.days = sets.get(2);
        this.months = sets.get(3);
        this.weekdays = sets.get(4);
        this.everyHour = sources.get(1).startsWith("*");
        this.everyDay = sources.get(2).startsWith("*");
        this.everyWeekday = sources.get(4).startsWith("*");
        if (weekdays.get(7)) {
            weekdays.set(0);
        }
    }

    /// Reads a schedule.
    ///
    /// @throws IllegalArgumentException when it is wrong, with the position where
    public static Cron parse(String text) {
        String plain =
                switch (text.strip()) {
                    case "@yearly", "@annually" -> "0 0 1 1 *";
                    case "@monthly" -> "0 0 1 * *";
                    case "@weekly" -> "0 0 * * 0";
                    case "@daily", "@midnight" -> "0 0 * * *";
                    case "@hourly" -> "0 * * * *";
                    default -> text;
                };
        return new Reader(plain).read();
    }

    /// The first time after this one.
    ///
    /// @throws NoSuchElementException when there is none, as for 30 February
    public Instant next(Instant after, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        return everyHour ? nextByRealTime(after, rules) : nextByLocalTime(after, rules);
    }

    private Instant nextByLocalTime(Instant after, ZoneRules rules) {
        LocalDateTime from = LocalDateTime.ofInstant(after, rules.getOffset(after));
        while (true) {
            LocalDateTime candidate = nextLocal(from);
            ZoneOffsetTransition gap = rules.getTransition(candidate);
            Instant instant =
                    gap != null && gap.isGap()
                            ? gap.getInstant()
                            : candidate.toInstant(rules.getValidOffsets(candidate).getFirst());
            if (instant.isAfter(after)) {
                return instant;
            }
            from = candidate;
        }
    }

    private Instant nextByRealTime(Instant after, ZoneRules rules) {
        Instant from = after;
        while (true) {
            ZoneOffset offset = rules.getOffset(from);
            Instant candidate = nextLocal(LocalDateTime.ofInstant(from, offset)).toInstant(offset);
            ZoneOffsetTransition change = rules.nextTransition(from);
            if (change == null || candidate.isBefore(change.getInstant())) {
                return candidate;
            }
            LocalDateTime first = change.getDateTimeAfter();
            if (matches(first)) {
                return change.getInstant();
            }
            from = change.getInstant();
        }
    }

    private boolean matches(LocalDateTime time) {
        return fits(time.toLocalDate())
                && hours.get(time.getHour())
                && minutes.get(time.getMinute());
    }

    private LocalDateTime nextLocal(LocalDateTime after) {
        LocalDate date = after.toLocalDate();
        int fromMinute = after.getHour() * 60 + after.getMinute() + 1;
        for (int i = 0; i <= LONGEST_DAYS; i++) {
            if (fits(date)) {
                for (int hour = hours.nextSetBit(fromMinute / 60);
                        hour >= 0;
                        hour = hours.nextSetBit(hour + 1)) {
                    int minute = minutes.nextSetBit(Math.max(0, fromMinute - hour * 60));
                    if (minute >= 0) {
                        return LocalDateTime.of(date, LocalTime.of(hour, minute));
                    }
                }
            }
            date = date.plusDays(1);
            fromMinute = 0;
        }
        throw new NoSuchElementException("the schedule '" + text + "' is never due");
    }

    private boolean fits(LocalDate date) {
        if (!months.get(date.getMonthValue())) {
            return false;
        }
        boolean day = days.get(date.getDayOfMonth());
        boolean weekday = weekdays.get(date.getDayOfWeek().getValue() % 7);
        return (everyDay || everyWeekday) ? day && weekday : day || weekday;
    }

    /// As it was written.
    @Override
    public String toString() {
        return text;
    }

    private static final class Reader {

        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        Cron read() {
            BitSet[] sets = new BitSet[FIELDS.size()];
            String[] sources = new String[FIELDS.size()];
            for (int i = 0; i < FIELDS.size(); i++) {
                skipSpace();
                Field field = FIELDS.get(i);
                if (at == text.length()) {
                    throw wrong("the field '" + field.name() + "' is missing");
                }
                int start = at;
                sets[i] = list(field);
                sources[i] = text.substring(start, at);
            }
            skipSpace();
            if (at < text.length()) {
                throw wrong("there are more than five fields");
            }
            return new Cron(text, List.of(sets), List.of(sources));
        }

        private BitSet list(Field field) {
            BitSet set = new BitSet();
            range(field, set);
            while (at < text.length() && text.charAt(at) == ',') {
                at++;
                range(field, set);
            }
            if (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
                throw wrong(
                        "unexpected '" + text.charAt(at) + "' in the field '" + field.name() + "'");
            }
            return set;
        }

        private void range(Field field, BitSet set) {
            int start = at;
            int from = field.least();
            int to = field.most();
            boolean single = false;
            if (at < text.length() && text.charAt(at) == '*') {
                at++;
                to = field.name().equals("day of week") ? 6 : to;
            } else {
                from = value(field);
                to = from;
                single = true;
                if (at < text.length() && text.charAt(at) == '-') {
                    at++;
                    single = false;
                    to = value(field);
                    if (to < from) {
                        at = start;
                        throw wrong("the range %d-%d runs backwards".formatted(from, to));
                    }
                }
            }
            int step = 1;
            if (at < text.length() && text.charAt(at) == '/') {
                at++;
                int place = at;
                step = number();
                to = single ? field.most() : to;
                if (step < 1) {
                    at = place;
                    throw wrong("a step must be at least 1");
                }
            }
            for (int value = from; value <= to; value += step) {
                set.set(value);
            }
        }

        private int value(Field field) {
            int place = at;
            int end = at;
            while (end < text.length() && Character.isLetter(text.charAt(end))) {
                end++;
            }
            if (end > at) {
                int named = field.names().indexOf(text.substring(at, end).toLowerCase(Locale.ROOT));
                if (named < 0) {
                    throw wrong("'%s' is no %s".formatted(text.substring(at, end), field.name()));
                }
                at = end;
                return named;
            }
            int value = number();
            if (value < field.least() || value > field.most()) {
                at = place;
                throw wrong(
                        "%s must be %d to %d, but is %d"
                                .formatted(field.name(), field.least(), field.most(), value));
            }
            return value;
        }

        private int number() {
            int start = at;
            int value = 0;
            while (at < text.length()
                    && text.charAt(at) >= '0'
                    && text.charAt(at) <= '9'
                    && at - start < 4) {
                value = value * 10 + (text.charAt(at++) - '0');
            }
            if (at == start) {
                throw wrong(
                        at == text.length()
                                ? "a number is missing"
                                : "a number is missing before '" + text.charAt(at) + "'");
            }
            return value;
        }

        private void skipSpace() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private IllegalArgumentException wrong(String why) {
            return new IllegalArgumentException(
                    "cron '%s', position %d: %s".formatted(text, at + 1, why));
        }
    }
}
