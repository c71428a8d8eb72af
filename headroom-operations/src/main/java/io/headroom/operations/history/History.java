package io.headroom.operations.history;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/// The past of named figures, in two tiers: slots of 1 s for an hour and of 10 s, which hold the
/// mean of their seconds, for 24 hours.
///
/// 1. A figure is a column of floats in each tier, so that it takes (3,600 + 8,640) × 4 B = 48,960
///    B of values, [#BYTES_PER_FIGURE] with all that belongs to it, whatever its values; and
///    recording makes no garbage. A float is exact to 6·10⁻⁸, which no chart shows.
/// 2. A slot's place follows from the wall clock, so that a restart and a stop of the process leave
///    the gap that they were. A clock that goes back forgets what lies after the new time. Rates
///    are taken over monotonic time, so that a clock's jump makes no peak.
/// 3. The bytes of [#save] hold everything; [#restore] takes them whatever the time is by then:
///    what is too old to be kept falls out with the first recording.
///
/// Safe for use by many threads.
public final class History {

    /// What a figure costs: both columns, what its rate and its mean are made from, and its place
    /// in the table of names with a name of 40 characters.
    public static final int BYTES_PER_FIGURE = 49_400;

    /// The longest time that can be asked for.
    public static final Duration KEPT = Duration.ofHours(24);

    /// The most values of a series.
    public static final int MOST_POINTS = 3_600;

    private static final int FORMAT = 1;
    private static final int FINE_SLOTS = 3_600;
    private static final int COARSE_SECONDS = 10;
    private static final int COARSE_SLOTS = 8_640;
    private static final int FRESH_SECONDS = 5;

    private final HistoryOptions options;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Readings readings = new Readings();
    private final Tier fine = new Tier(1, FINE_SLOTS);
    private final Tier coarse = new Tier(COARSE_SECONDS, COARSE_SLOTS);
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private long refused;

    /// What one figure's next values are made from.
    private static final class Column {

        final int index;
        double total = Double.NaN;
        long totalNanos;
        double sum;
        int count;

        Column(int index) {
            this.index = index;
        }

        double rate(double now, long nanos) {
            double seconds = (nanos - totalNanos) / 1e9;
            double rate = now >= total && seconds > 0 ? (now - total) / seconds : Double.NaN;
            total = now;
            totalNanos = nanos;
            return rate;
        }
    }

    public History(HistoryOptions options, InstantSource clock, LongSupplier nanoTime) {
        this.options = options;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /// Asks the sources and keeps what they tell as the value of this second. To be called once a
    /// second, by one thread at a time.
    public void record(Iterable<? extends FigureSource> sources) {
        readings.take(sources);
        synchronized (this) {
            long second = clock.instant().getEpochSecond();
            long nanos = nanoTime.getAsLong();
            fine.moveTo(fine.slotOf(second));
            if (coarse.moveTo(coarse.slotOf(second))) {
                columns.values().forEach(History::beginMean);
            }
            for (int i = 0; i < readings.size(); i++) {
                keep(readings.name(i), readings.value(i), readings.isCounter(i), nanos);
            }
        }
    }

    private static void beginMean(Column column) {
        column.sum = 0;
        column.count = 0;
    }

    private void keep(String name, double told, boolean counter, long nanos) {
        Column column = columns.get(name);
        if (column == null) {
            if (columns.size() >= options.maxFigures()) {
                refused++;
                return;
            }
            column = addColumn(name);
        }
        double value = counter ? column.rate(told, nanos) : told;
        if (!Double.isFinite(value)) {
            return;
        }
        fine.set(column.index, value);
        column.sum += value;
        column.count++;
        coarse.set(column.index, column.sum / column.count);
    }

    private Column addColumn(String name) {
        Column column = new Column(columns.size());
        fine.addColumn();
        coarse.addColumn();
        columns.put(name, column);
        return column;
    }

    /// The names of the figures, in the order of their first telling.
    public synchronized List<String> figures() {
        return List.copyOf(columns.keySet());
    }

    /// How often a figure was told that there was no room for.
    public synchronized long refused() {
        return refused;
    }

    /// How much memory the figures take.
    public synchronized long bytes() {
        return (long) columns.size() * BYTES_PER_FIGURE;
    }

    /// What a figure was last, NaN when that is more than 5 seconds ago or never was.
    public double latest(String figure) {
        return mean(figure, Duration.ofSeconds(FRESH_SECONDS), true);
    }

    /// The mean of a figure's values over the last while; NaN when there are none.
    ///
    /// @param window from a second to an hour
    public double mean(String figure, Duration window) {
        return mean(figure, window, false);
    }

    private synchronized double mean(String figure, Duration window, boolean lastOnly) {
        Column column = columns.get(figure);
        if (column == null) {
            return Double.NaN;
        }
        long now = fine.slotOf(clock.instant().getEpochSecond());
        double sum = 0;
        int count = 0;
        for (long slot = now; slot > now - window.toSeconds(); slot--) {
            float value = fine.get(column.index, slot);
            if (!Float.isNaN(value)) {
                if (lastOnly) {
                    return value;
                }
                sum += value;
                count++;
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    /// What figures were over the last while: steps of equal length that end with the one that now
    /// lies in.
    ///
    /// @param figures names; those that are not known are left out, and none means all
    /// @param duration how far back, from 1 s to 24 h
    /// @param step how much time a value stands for, from 1 s. What lies longer ago than an hour is
    ///   known by ten seconds, so that a longer duration makes the step a multiple of them
    /// @throws IllegalArgumentException when one is out of its range, or for more than 3,600 values
    ///   a figure; the message names it
    public synchronized List<Series> query(
            Collection<String> figures, Duration duration, Duration step) {
        long span = inRange("duration", duration, KEPT.toSeconds());
        long wanted = inRange("step", step, span);
        Tier tier = span > FINE_SLOTS || wanted % COARSE_SECONDS == 0 ? coarse : fine;
        int width = (int) (Math.ceilDiv(wanted, tier.stepSeconds()) * tier.stepSeconds());
        long points = Math.ceilDiv(span, width);
        if (points > MOST_POINTS) {
            throw new IllegalArgumentException(
                    "step must be at least %d s for a duration of %d s, which makes %d values"
                            .formatted(Math.ceilDiv(span, MOST_POINTS), span, MOST_POINTS));
        }
        long end = (Math.floorDiv(clock.instant().getEpochSecond(), (long) width) + 1) * width;
        long start = end - points * width;
        Set<String> asked = figures.isEmpty() ? columns.keySet() : Set.copyOf(figures);
        List<Series> found = new ArrayList<>();
        columns.forEach((name, column) -> {
            if (asked.contains(name)) {
                double[] values = values(tier, column.index, start, width, (int) points);
                found.add(new Series(name, Instant.ofEpochSecond(start), width, values));
            }
        });
        return found;
    }

    private static long inRange(String name, Duration asked, long most) {
        long seconds = asked.toSeconds();
        if (seconds < 1 || seconds > most) {
            throw new IllegalArgumentException(
                    "%s must be from 1 to %d s: %d".formatted(name, most, seconds));
        }
        return seconds;
    }

    private static double[] values(Tier tier, int column, long start, int width, int points) {
        double[] values = new double[points];
        int slots = width / tier.stepSeconds();
        long first = tier.slotOf(start);
        for (int i = 0; i < points; i++) {
            double sum = 0;
            int count = 0;
            for (int slot = 0; slot < slots; slot++) {
                float value = tier.get(column, first + (long) i * slots + slot);
                if (!Float.isNaN(value)) {
                    sum += value;
                    count++;
                }
            }
            values[i] = count == 0 ? Double.NaN : sum / count;
        }
        return values;
    }

    /// All figures that have a value, as bytes for [#restore].
    public synchronized byte[] save() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(FORMAT);
            fine.writeLast(out);
            coarse.writeLast(out);
            List<Map.Entry<String, Column>> kept =
                    columns.entrySet().stream().filter(each -> hasValues(each.getValue())).toList();
            out.writeInt(kept.size());
            for (Map.Entry<String, Column> each : kept) {
                out.writeUTF(each.getKey());
                fine.write(each.getValue().index, out);
                coarse.write(each.getValue().index, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private boolean hasValues(Column column) {
        return !fine.isEmpty(column.index) || !coarse.isEmpty(column.index);
    }

    /// Takes up what was saved, before the first recording.
    ///
    /// @throws IOException when these are not the bytes of [#save]; the history is empty then
    public synchronized void restore(byte[] saved) throws IOException {
        if (!columns.isEmpty()) {
            throw new IllegalStateException("a history is restored before its first recording");
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved))) {
            int format = in.readInt();
            if (format != FORMAT) {
                throw new IOException("unknown format of a history: " + format);
            }
            fine.readLast(in);
            coarse.readLast(in);
            int count = Math.min(in.readInt(), options.maxFigures());
            for (int i = 0; i < count; i++) {
                Column column = addColumn(in.readUTF());
                fine.read(column.index, in);
                coarse.read(column.index, in);
            }
        } catch (IOException e) {
            columns.clear();
            fine.clear();
            coarse.clear();
            throw e;
        }
    }
}
