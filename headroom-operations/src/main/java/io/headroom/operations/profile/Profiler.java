package io.headroom.operations.profile;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Makes profiles of this process, one at a time, and keeps the last five, at most 8 MB each. Safe
/// for use by many threads.
public final class Profiler implements AutoCloseable {

    /// The longest profile.
    public static final int MOST_SECONDS = 60;

    private static final int KEPT = 5;

    private final ScheduledExecutorService executor;
    private final InstantSource clock;
    private final Deque<Profile> profiles = new ArrayDeque<>();
    private @Nullable FlameRecording running;
    private long made;

    /// What became of a wish for a profile.
    public sealed interface Start {

        /// The profile that began, or the one that is under way.
        Profile profile();

        /// It began.
        record Started(Profile profile) implements Start {}

        /// Another one is under way.
        record Busy(Profile profile) implements Start {}
    }

    /// Records nothing yet.
    ///
    /// @param executor on which profiles end; not shut down by this class
    public Profiler(ScheduledExecutorService executor, InstantSource clock) {
        this.executor = executor;
        this.clock = clock;
    }

    /// Begins a profile, which ends by itself.
    ///
    /// @param seconds from 1 to 60
    /// @throws IllegalArgumentException when it is out of its range
    public synchronized Start start(ProfileKind kind, int seconds) {
        if (seconds < 1 || seconds > MOST_SECONDS) {
            throw new IllegalArgumentException("seconds must be from 1 to 60: " + seconds);
        }
        if (running != null) {
            return new Start.Busy(profiles.getFirst());
        }
        made++;
        Profile profile =
                new Profile(
                        "%s-%d-%d".formatted(kind.label(), clock.instant().getEpochSecond(), made),
                        kind,
                        seconds,
                        clock.instant(),
                        Profile.State.RUNNING,
                        "",
                        FlamePage.NONE);
        FlameRecording recording = new FlameRecording(kind);
        var _ = executor.schedule(() -> end(recording), seconds, TimeUnit.SECONDS);
        running = recording;
        profiles.addFirst(profile);
        if (profiles.size() > KEPT) {
            profiles.removeLast();
        }
        return new Start.Started(profile);
    }

    private void end(FlameRecording recording) {
        Profile begun;
        synchronized (this) {
            if (!recording.equals(running)) {
                return;
            }
            begun = profiles.getFirst();
        }
        Profile ended;
        try (recording) {
            ended =
                    begun.done(
                            recording.draw(
                                    "%s, %d s from %s"
                                            .formatted(
                                                    begun.kind().label(),
                                                    begun.seconds(),
                                                    begun.startedAt())));
        } catch (IOException | RuntimeException e) {
            ended = begun.failed(e.toString());
        }
        synchronized (this) {
            running = null;
            profiles.removeFirst();
            profiles.addFirst(ended);
        }
    }

    /// The last profiles, the latest first.
    public synchronized List<Profile> latest() {
        return List.copyOf(profiles);
    }

    /// Gives up what is under way.
    @Override
    public synchronized void close() {
        FlameRecording recording = running;
        if (recording != null) {
            running = null;
            profiles.addFirst(profiles.removeFirst().failed("The service ended."));
            recording.close();
        }
    }
}
