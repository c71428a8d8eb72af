package io.headroom.operations;

import io.headroom.operations.alert.Alert;
import io.headroom.operations.alert.Alerts;
import io.headroom.operations.alert.Threshold;
import io.headroom.operations.alert.Verdict;
import io.headroom.operations.health.HealthCheck;
import io.headroom.operations.health.HealthReport;
import io.headroom.operations.history.FigureSource;
import io.headroom.operations.history.History;
import io.headroom.operations.slo.EventCount;
import io.headroom.operations.slo.EventCounter;
import io.headroom.operations.slo.Indicator;
import io.headroom.operations.slo.Objective;
import io.headroom.operations.slo.SloDefinitions;
import io.headroom.operations.slo.SloEngine;
import io.headroom.operations.slo.SloStatus;
import io.headroom.operations.state.StateFile;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The watch over a service.
///
/// Each second it records every figure and judges those that objectives sample; each 5 seconds it
/// makes the health report; each 15 seconds it judges objectives and alerts. What others ask for is
/// the last result. [#tick] is for one thread; all else is safe for use by many.
public final class Operations {

    private static final Logger LOG = LoggerFactory.getLogger(Operations.class);
    private static final int HEALTH_SECONDS = 5;
    private static final int VERDICT_SECONDS = 15;
    private static final String HISTORY = "history";
    private static final String EVENTS = "slo-events";

    private final InstantSource clock;
    private final History history;
    private final SloEngine slos;
    private final Alerts alerts;
    private final List<FigureSource> sources;
    private final List<HealthCheck> checks;
    private final Map<String, EventCount> counts;
    private final List<Sample> samples = new ArrayList<>();
    private final StateFile file;
    private long lastSecond = Long.MIN_VALUE;
    private long lastHealth = Long.MIN_VALUE;
    private long lastVerdict = Long.MIN_VALUE;
    private volatile List<SloStatus> status;
    private volatile HealthReport health;

    /// A figure that an objective looks at each second.
    private record Sample(Indicator.Sampled indicator, EventCounter counter) {}

    /// What is watched.
    ///
    /// @param sources what tells figures
    /// @param checks what finds lost points
    /// @param counts what every objective counts, by its name; those that sample a figure need none
    /// @param file where history and counted events are kept
    public record Watched(
            SloDefinitions definitions,
            List<FigureSource> sources,
            List<HealthCheck> checks,
            Map<String, EventCount> counts,
            StateFile file) {}

    /// Takes up what the file holds.
    public Operations(Watched watched, History history, InstantSource clock) {
        this.clock = clock;
        this.history = history;
        this.sources = List.copyOf(watched.sources());
        this.checks = List.copyOf(watched.checks());
        this.file = watched.file();
        this.alerts = new Alerts(clock);
        this.counts = new HashMap<>(watched.counts());
        for (Objective objective : watched.definitions().objectives()) {
            if (objective.indicator() instanceof Indicator.Sampled sampled) {
                EventCounter counter = new EventCounter();
                counts.put(objective.name(), counter);
                samples.add(new Sample(sampled, counter));
            }
        }
        this.slos = new SloEngine(watched.definitions(), counts, clock);
        restore();
        slos.sample();
        this.status = slos.status();
        this.health = HealthReport.none(clock.instant());
    }

    private void restore() {
        Map<String, byte[]> sections = file.read();
        try {
            byte[] figures = sections.get(HISTORY);
            if (figures != null) {
                history.restore(figures);
            }
            byte[] events = sections.get(EVENTS);
            if (events != null) {
                slos.restore(events);
            }
        } catch (IOException e) {
            LOG.warn("the kept history cannot be read; it begins anew", e);
        }
    }

    /// The work of a second. A second call within the same second does nothing.
    ///
    /// @return alerts that began to fire, or are over, with this second
    public List<Alert> tick() {
        long second = clock.instant().getEpochSecond();
        if (second == lastSecond) {
            return List.of();
        }
        lastSecond = second;
        history.record(sources);
        for (Sample sample : samples) {
            double value = history.latest(sample.indicator().figure());
            if (!Double.isNaN(value)) {
                sample.counter().add(!sample.indicator().wrong().isCrossedBy(value));
            }
        }
        List<Alert> changed = List.of();
        if (isDue(second, lastVerdict, VERDICT_SECONDS)) {
            lastVerdict = second;
            changed = judge();
        }
        if (isDue(second, lastHealth, HEALTH_SECONDS)) {
            lastHealth = second;
            health = HealthReport.of(clock.instant(), checks);
        }
        return changed;
    }

    /// On a clock that jumps, either way, what is due is due at once.
    private static boolean isDue(long second, long last, int interval) {
        return last == Long.MIN_VALUE || Math.abs(second - last) >= interval;
    }

    private List<Alert> judge() {
        slos.sample();
        List<SloStatus> now = slos.status();
        status = now;
        List<Verdict> verdicts = new ArrayList<>(SloEngine.verdicts(now));
        for (Threshold threshold : slos.definitions().thresholds()) {
            verdicts.add(threshold.judge(history.latest(threshold.figure())));
        }
        return alerts.evaluate(verdicts);
    }

    /// Writes history and counted events to the file.
    ///
    /// @throws IOException when it cannot be written; the old one stays
    public void save() throws IOException {
        Map<String, byte[]> sections = new LinkedHashMap<>();
        sections.put(HISTORY, history.save());
        sections.put(EVENTS, slos.save());
        file.write(sections);
    }

    /// The figures' past.
    public History history() {
        return history;
    }

    /// The objectives' books.
    public SloEngine slos() {
        return slos;
    }

    /// The alerts.
    public Alerts alerts() {
        return alerts;
    }

    /// The figures that make an alert hold, in a sentence for people.
    public String why(Alert alert) {
        return AlertReasons.why(alert, slos.definitions(), status);
    }

    /// How the objectives stood at the last judgement.
    public List<SloStatus> status() {
        return status;
    }

    /// The last report.
    public HealthReport health() {
        return health;
    }

    /// What an objective counts.
    public EventCount count(String objective) {
        return Objects.requireNonNull(counts.get(objective), objective);
    }
}
