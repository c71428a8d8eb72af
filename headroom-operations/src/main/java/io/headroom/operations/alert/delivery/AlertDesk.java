package io.headroom.operations.alert.delivery;

import io.headroom.operations.alert.Alert;
import io.headroom.operations.alert.Alert.Acknowledgement;
import io.headroom.operations.alert.Alerts;
import io.headroom.operations.alert.Words;
import io.headroom.operations.alert.Words.Word;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries a node's alerts to the book that all nodes keep, and what operators said back.
///
/// What an operator says holds on this node at once, and is written into the book before the call
/// returns if that takes no longer than two seconds, else by the next round that can. Safe for use
/// by many threads.
public final class AlertDesk {

    private static final Logger LOG = LoggerFactory.getLogger(AlertDesk.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_KEPT = 500;

    private final Alerts alerts;
    private final Function<Alert, String> why;
    private final AlertBook book;
    private final String node;
    private final InstantSource clock;
    private final ReentrantLock turn = new ReentrantLock();
    private final Deque<Sighting> over = new ArrayDeque<>();
    private final Deque<Word> words = new ArrayDeque<>();
    private volatile Standing standing = Standing.EMPTY;
    private volatile String failure = "";
    private volatile Instant lastRound = Instant.EPOCH;

    /// How far what an operator said reached.
    public enum Reach {
        /// It is kept, and holds on every node within the pause between rounds.
        ALL_NODES,
        /// It holds on this node, and on the others once the book can be written.
        THIS_NODE,
        /// There is nothing that it could be about.
        NOWHERE
    }

    /// What operators are told of it.
    ///
    /// @param shared whether acknowledgements and silences hold on every node and over a restart
    /// @param failure why the last round failed, or why they are not shared; empty when all is well
    /// @param lastRound when the book was last written and read; [Instant#EPOCH] if never
    /// @param incidents what fires anywhere
    /// @param heldBack changes that wait for their minute, since there were so many
    public record State(
            boolean shared,
            String failure,
            Instant lastRound,
            List<Incident> incidents,
            int heldBack) {}

    /// @param why the figures that make an alert hold, for people
    /// @param node names this node in the book; no other may have the name
    public AlertDesk(
            Alerts alerts,
            Function<Alert, String> why,
            AlertBook book,
            String node,
            InstantSource clock) {
        this.alerts = alerts;
        this.why = why;
        this.book = book;
        this.node = node;
        this.clock = clock;
    }

    /// Takes note of what [Alerts#evaluate] said has changed, for the next round.
    public void changed(List<Alert> changes) {
        if (book instanceof AlertBook.None) {
            return;
        }
        Instant now = clock.instant();
        synchronized (over) {
            for (Alert alert : changes) {
                if (alert.state() == Alert.State.RESOLVED) {
                    over.addLast(new Sighting(alert, why.apply(alert), now));
                    if (over.size() > MOST_KEPT) {
                        over.removeFirst();
                    }
                }
            }
        }
    }

    /// Tells the book what this node sees, and this node what the book says. Two rounds never run
    /// at once.
    ///
    /// @return whether it succeeded
    public boolean round() {
        turn.lock();
        try {
            return roundInTurn();
        } finally {
            turn.unlock();
        }
    }

    private boolean roundInTurn() {
        if (book instanceof AlertBook.None) {
            return false;
        }
        List<Sighting> ended;
        List<Word> said;
        synchronized (over) {
            ended = List.copyOf(over);
        }
        synchronized (words) {
            said = List.copyOf(words);
        }
        Instant now = clock.instant();
        List<Sighting> active =
                alerts.active().stream()
                        .map(alert -> new Sighting(alert, why.apply(alert), now))
                        .toList();
        try {
            Standing read = book.round(new Report(node, active, ended, said, now));
            synchronized (over) {
                remove(ended, over);
            }
            adopt(read.words(), said);
            standing = read;
            lastRound = now;
            if (!failure.isEmpty()) {
                LOG.info("alerts are shared with the other nodes again");
                failure = "";
            }
            return true;
        } catch (SQLException | RuntimeException e) {
            fail(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void fail(String reason) {
        if (failure.isEmpty()) {
            LOG.warn(
                    "alerts are not shared with the other nodes, and nobody is told of them: {}",
                    reason);
        }
        failure = reason;
    }

    /// What was said while the book was read comes after what it says.
    private void adopt(Words read, List<Word> written) {
        synchronized (words) {
            remove(written, words);
            Words all = read;
            for (Word word : words) {
                all = all.and(word);
            }
            alerts.adopt(all);
        }
    }

    /// These alone: the same may have been said again meanwhile.
    private static <T> void remove(List<T> done, Deque<T> from) {
        Set<T> these = Collections.newSetFromMap(new IdentityHashMap<>());
        these.addAll(done);
        from.removeIf(these::contains);
    }

    /// Notes who looks after an alert that is pending or fires, here or on another node, until it
    /// is over.
    ///
    /// @throws IllegalArgumentException for a text that is too long
    public Reach acknowledge(String id, String by, String note) {
        Word word = new Word.Acknowledged(id, new Acknowledgement(by, note, clock.instant()));
        synchronized (words) {
            if (!alerts.acknowledge(id, by, note) && !standing.seen().contains(id)) {
                return Reach.NOWHERE;
            }
            say(word);
        }
        return spread();
    }

    /// Silences an alert, or all of a kind, whether they fire at the moment or not.
    ///
    /// @param nameOrId a rule's name or id
    /// @param length up to 7 days
    /// @throws IllegalArgumentException for another length, or a text that is too long
    public Reach silence(String nameOrId, String by, String reason, Duration length) {
        synchronized (words) {
            alerts.silence(nameOrId, by, reason, length);
            say(
                    new Word.Silenced(
                            nameOrId, new Alert.Silence(by, reason, clock.instant().plus(length))));
        }
        return spread();
    }

    /// Ends a silence.
    public Reach hear(String nameOrId) {
        synchronized (words) {
            if (!alerts.hear(nameOrId)) {
                return Reach.NOWHERE;
            }
            say(new Word.Heard(nameOrId));
        }
        return spread();
    }

    private void say(Word word) {
        if (book instanceof AlertBook.None) {
            return;
        }
        words.addLast(word);
        if (words.size() > MOST_KEPT) {
            words.removeFirst();
        }
    }

    private Reach spread() {
        try {
            if (turn.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    return roundInTurn() ? Reach.ALL_NODES : Reach.THIS_NODE;
                } finally {
                    turn.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Reach.THIS_NODE;
    }

    /// Looks what of a message is still of use: that something fires no longer is when it is over,
    /// which another message tells, or when somebody looks after it or has silenced it.
    ///
    /// @return the notices to leave out
    /// @throws SQLException when the book cannot be asked
    public List<AlertNotice> unwanted(AlertMessage message) throws SQLException {
        List<AlertNotice> firing = new ArrayList<>(message.notices());
        firing.removeIf(notice -> notice.change() != AlertNotice.Change.FIRES);
        if (!firing.isEmpty()) {
            List<Long> wanted = book.wanted(firing.stream().map(AlertNotice::incident).toList());
            firing.removeIf(notice -> wanted.contains(notice.incident()));
        }
        return firing;
    }

    /// How it stands, from memory.
    public State state() {
        return new State(
                !(book instanceof AlertBook.None) && failure.isEmpty(),
                book instanceof AlertBook.None(String reason) ? reason : failure,
                lastRound,
                standing.incidents(),
                standing.waiting());
    }
}
