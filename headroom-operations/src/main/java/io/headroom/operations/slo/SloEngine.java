package io.headroom.operations.slo;

import io.headroom.operations.alert.Verdict;
import io.headroom.operations.slo.EventRing.Sum;
import io.headroom.operations.slo.SloStatus.Burn;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Keeps the events of every objective and judges how fast their budgets burn.
///
/// With `bad` and `all` the events of a window and `target` the objective, the burn rate is `(bad /
/// all) / (1 - target)`, and what is left of the budget of the period is `1 - bad / (all · (1 -
/// target))` (The Site Reliability Workbook, chapter 5). A rule holds when the burn rate is above
/// its factor over its long and over its short window, and the long one has at least as many events
/// as the rule needs of the objective, so that a few requests at night wake nobody.
///
/// 90 KB an objective. Safe for use by many threads.
public final class SloEngine {

    private static final int FORMAT = 1;
    private static final Duration HOUR = Duration.ofHours(1);

    private final SloDefinitions definitions;
    private final InstantSource clock;
    private final Map<String, Tracked> tracked = new LinkedHashMap<>();

    private record Tracked(Objective objective, EventCount count, EventLedger ledger) {}

    /// The share of good events over a stretch of time.
    ///
    /// @param compliance 1 without events
    public record Stretch(Instant start, double good, double bad, double compliance) {}

    /// Begins with empty books.
    ///
    /// @param counts what each objective counts, by its name
    public SloEngine(
            SloDefinitions definitions, Map<String, EventCount> counts, InstantSource clock) {
        this.definitions = definitions;
        this.clock = clock;
        for (Objective objective : definitions.objectives()) {
            EventCount count =
                    Objects.requireNonNull(counts.get(objective.name()), objective.name());
            tracked.put(objective.name(), new Tracked(objective, count, new EventLedger()));
        }
    }

    public SloDefinitions definitions() {
        return definitions;
    }

    /// Takes what was counted since the last time. To be called each 15 seconds.
    public synchronized void sample() {
        long now = clock.instant().getEpochSecond();
        tracked.values().forEach(each -> each.ledger().take(now, each.count()));
    }

    /// How every objective stands, in the file's order.
    public synchronized List<SloStatus> status() {
        long now = clock.instant().getEpochSecond();
        return tracked.values().stream().map(each -> status(each, now)).toList();
    }

    private SloStatus status(Tracked each, long now) {
        Objective objective = each.objective();
        Sum period = each.ledger().sum(now, definitions.period());
        Sum hour = each.ledger().sum(now, HOUR);
        List<Burn> burns = new ArrayList<>();
        for (BurnRule rule : BurnRule.of(objective)) {
            Sum whole = each.ledger().sum(now, rule.longWindow());
            double longRate = whole.badRatio() / objective.allowed();
            double shortRate =
                    each.ledger().sum(now, rule.shortWindow()).badRatio() / objective.allowed();
            boolean holds =
                    longRate > rule.factor()
                            && shortRate > rule.factor()
                            && whole.all() >= rule.leastEvents(objective);
            burns.add(new Burn(rule, longRate, shortRate, holds));
        }
        return new SloStatus(
                objective,
                period.good(),
                period.bad(),
                1 - period.badRatio(),
                1 - period.badRatio() / objective.allowed(),
                hour.badRatio() / objective.allowed(),
                hour.all(),
                burns);
    }

    /// What the burn rules say at this moment.
    public static List<Verdict> verdicts(List<SloStatus> status) {
        List<Verdict> verdicts = new ArrayList<>();
        for (SloStatus each : status) {
            for (Burn burn : each.burns()) {
                verdicts.add(
                        new Verdict(
                                burn.rule().alert(each.objective()),
                                burn.holds(),
                                burn.longRate()));
            }
        }
        return verdicts;
    }

    /// How well an objective was kept over the last stretches, the oldest first.
    ///
    /// @param hours each stretch's length, from 1 to 720
    /// @param stretches how many, which makes at most 30 days
    /// @throws IllegalArgumentException when one is out of its range
    public synchronized List<Stretch> compliance(String objective, int hours, int stretches) {
        if (hours < 1 || stretches < 1 || (long) hours * stretches > 720) {
            throw new IllegalArgumentException(
                    "stretches make from 1 hour to 30 days: %d of %d hours"
                            .formatted(stretches, hours));
        }
        Tracked known = tracked.get(objective);
        if (known == null) {
            throw new IllegalArgumentException("there is no objective " + objective);
        }
        long now = clock.instant().getEpochSecond();
        long seconds = hours * 3_600L;
        long end = (Math.floorDiv(now - 1, seconds) + 1) * seconds;
        List<Sum> sums = known.ledger().byStretch(now, seconds, stretches);
        List<Stretch> found = new ArrayList<>();
        for (int i = 0; i < stretches; i++) {
            Sum sum = sums.get(i);
            found.add(
                    new Stretch(
                            Instant.ofEpochSecond(end - (stretches - i) * seconds),
                            sum.good(),
                            sum.bad(),
                            1 - sum.badRatio()));
        }
        return found;
    }

    /// What was counted, as bytes for [#restore].
    public synchronized byte[] save() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(FORMAT);
            out.writeInt(tracked.size());
            for (Tracked each : tracked.values()) {
                out.writeUTF(key(each.objective()));
                each.ledger().write(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// Takes up what was saved, before the first sample. An objective whose indicator has changed
    /// since begins anew.
    ///
    /// @throws IOException when these are not the bytes of [#save]
    public synchronized void restore(byte[] saved) throws IOException {
        Map<String, EventLedger> ledgers = new LinkedHashMap<>();
        tracked.values().forEach(each -> ledgers.put(key(each.objective()), each.ledger()));
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved))) {
            int format = in.readInt();
            if (format != FORMAT) {
                throw new IOException("unknown format of counted events: " + format);
            }
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                EventLedger ledger = ledgers.getOrDefault(in.readUTF(), new EventLedger());
                ledger.read(in);
            }
        }
    }

    /// What the events of a kept ledger were.
    private static String key(Objective objective) {
        return objective.name() + " " + objective.indicator();
    }
}
