package io.headroom.operations.alert;

import io.headroom.operations.alert.Alert.Acknowledgement;
import io.headroom.operations.alert.Alert.Silence;
import io.headroom.operations.alert.Alert.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which alerts are pending and firing.
///
/// The life of an alert is that of one in Prometheus (its documentation, "Alerting rules", `for`
/// and `keep_firing_for`): one that holds is pending, and fires once it held without a pause for as
/// long as its rule says; one that fires goes on until it did not hold for as long as its rule
/// says. So a figure that swings around its limit makes one alert and not many.
///
/// Times between two evaluations are taken from the wall clock; when it goes back, what is pending
/// begins anew. Safe for use by many threads.
public final class Alerts {

    /// How many alerts that are over are kept.
    public static final int MOST_RESOLVED = 200;

    /// The longest silence.
    public static final Duration LONGEST_SILENCE = Duration.ofDays(7);

    private static final int MOST_SILENCES = 500;

    private final InstantSource clock;
    private final Map<String, Life> lives = new HashMap<>();
    private final Map<String, Silence> silences = new HashMap<>();
    private final Map<String, Acknowledgement> acknowledgements = new HashMap<>();
    private final Deque<Alert> resolved = new ArrayDeque<>();

    private static final class Life {

        final Instant since;
        AlertRule rule;
        double value = Double.NaN;
        Instant firedAt = Instant.EPOCH;
        Instant lastHeld;
        Instant absentSince = Instant.EPOCH;

        Life(AlertRule rule, Instant since) {
            this.rule = rule;
            this.since = since;
            this.lastHeld = since;
        }

        boolean fires() {
            return firedAt.isAfter(Instant.EPOCH);
        }
    }

    public Alerts(InstantSource clock) {
        this.clock = clock;
    }

    /// Takes what holds now. A rule without a verdict does not hold.
    ///
    /// @return what began to fire and what is over since the last time
    public synchronized List<Alert> evaluate(Collection<Verdict> verdicts) {
        Instant now = clock.instant();
        List<Alert> changed = new ArrayList<>();
        Set<String> held = new HashSet<>();
        for (Verdict verdict : verdicts) {
            if (verdict.holds()) {
                held.add(verdict.rule().id());
                Life life = lifeOf(verdict, now);
                if (hold(life, verdict, now)) {
                    changed.add(shown(life, State.FIRING, now));
                }
            }
        }
        for (String id : List.copyOf(lives.keySet())) {
            Life life = lives.get(id);
            if (life != null && !held.contains(id) && isOver(life, now)) {
                lives.remove(id);
                if (life.fires()) {
                    Alert over = shown(life, State.RESOLVED, now);
                    changed.add(over);
                    remember(over);
                }
                acknowledgements.remove(id);
            }
        }
        silences.values().removeIf(silence -> !silence.holdsAt(now));
        return changed;
    }

    private Life lifeOf(Verdict verdict, Instant now) {
        Life known = lives.get(verdict.rule().id());
        if (known == null || (now.isBefore(known.lastHeld) && !known.fires())) {
            known = new Life(verdict.rule(), now);
            lives.put(verdict.rule().id(), known);
        }
        return known;
    }

    /// @return whether it begins to fire
    private static boolean hold(Life life, Verdict verdict, Instant now) {
        life.rule = verdict.rule();
        life.value = verdict.value();
        life.lastHeld = now;
        life.absentSince = Instant.EPOCH;
        if (life.fires() || Duration.between(life.since, now).compareTo(life.rule.holdFor()) < 0) {
            return false;
        }
        life.firedAt = now;
        return true;
    }

    private static boolean isOver(Life life, Instant now) {
        if (!life.fires()) {
            return true;
        }
        if (life.absentSince.equals(Instant.EPOCH) || now.isBefore(life.absentSince)) {
            life.absentSince = now;
        }
        return Duration.between(life.absentSince, now).compareTo(life.rule.keepFiring()) >= 0;
    }

    private void remember(Alert over) {
        resolved.addFirst(over);
        if (resolved.size() > MOST_RESOLVED) {
            resolved.removeLast();
        }
    }

    private Alert shown(Life life, State state, Instant now) {
        Silence silence = silences.getOrDefault(life.rule.name(), Silence.NONE);
        silence = silences.getOrDefault(life.rule.id(), silence);
        return new Alert(
                life.rule,
                state,
                life.since,
                life.firedAt,
                life.value,
                acknowledgements.getOrDefault(life.rule.id(), Acknowledgement.NONE),
                silence.holdsAt(now) ? silence : Silence.NONE);
    }

    /// What is pending or fires: the firing ones first, those by priority, the oldest first.
    public synchronized List<Alert> active() {
        Instant now = clock.instant();
        return lives.values().stream()
                .map(life -> shown(life, life.fires() ? State.FIRING : State.PENDING, now))
                .sorted(
                        Comparator.comparing((Alert alert) -> alert.state() != State.FIRING)
                                .thenComparing(alert -> alert.rule().priority())
                                .thenComparing(Alert::since)
                                .thenComparing(alert -> alert.rule().id()))
                .toList();
    }

    /// The last ones that are over, the latest first.
    public synchronized List<Alert> resolved() {
        return List.copyOf(resolved);
    }

    /// Silences that hold, by the name or the id of an alert.
    public synchronized Map<String, Silence> silences() {
        Instant now = clock.instant();
        Map<String, Silence> holding = new HashMap<>(silences);
        holding.values().removeIf(silence -> !silence.holdsAt(now));
        return holding;
    }

    /// Notes who looks after an alert, until it is over.
    ///
    /// @param id an active alert's
    /// @return whether it is pending or fires
    /// @throws IllegalArgumentException for a name or note that is too long
    public synchronized boolean acknowledge(String id, String by, String note) {
        Acknowledgement given = new Acknowledgement(by, note, clock.instant());
        if (!lives.containsKey(id)) {
            return false;
        }
        acknowledgements.put(id, given);
        return true;
    }

    /// Silences an alert, or all of a kind, whether they fire at the moment or not.
    ///
    /// @param nameOrId a rule's name or id
    /// @param length up to 7 days
    /// @throws IllegalArgumentException for another length, or a text that is too long
    public synchronized void silence(String nameOrId, String by, String reason, Duration length) {
        if (!length.isPositive() || length.compareTo(LONGEST_SILENCE) > 0) {
            throw new IllegalArgumentException(
                    "a silence lasts up to 7 days, not " + length.toMinutes() + " minutes");
        }
        if (silences.size() >= MOST_SILENCES && !silences.containsKey(nameOrId)) {
            throw new IllegalArgumentException(
                    "there are " + MOST_SILENCES + " silences already: end one first");
        }
        silences.put(nameOrId, new Silence(by, reason, clock.instant().plus(length)));
    }

    /// Ends a silence.
    ///
    /// @return whether there was one
    public synchronized boolean hear(String nameOrId) {
        return silences.remove(nameOrId) != null;
    }

    /// Takes over what operators said to any node; what was said here before, and is not part of
    /// it, is forgotten.
    public synchronized void adopt(Words words) {
        silences.clear();
        silences.putAll(words.silences());
        acknowledgements.clear();
        acknowledgements.putAll(words.acknowledgements());
    }
}
