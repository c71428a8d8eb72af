package io.headroom.operations.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProfilerTest {

    private static final Object CONTENDED = new Object();
    private static final Pattern NAME = Pattern.compile("'((?:[^'\\\\]|\\\\.)*)'");

    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(1);
    private final Profiler profiler = new Profiler(executor, InstantSource.system());
    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<Thread> workers = new ArrayList<>();

    /// Written, so that the compiler does not leave out the work.
    volatile long worked;

    volatile Object allocated = "";

    @BeforeEach
    void work() {
        work(this::burnsTheProcessor);
        work(this::allocatesArrays);
        for (int i = 0; i < 2; i++) {
            work(this::waitsForTheLock);
        }
    }

    private void work(Runnable what) {
        Thread worker =
                new Thread(() -> {
                    while (!ended.get()) {
                        what.run();
                    }
                });
        worker.setDaemon(true);
        worker.start();
        workers.add(worker);
    }

    @AfterEach
    void end() throws InterruptedException {
        ended.set(true);
        for (Thread worker : workers) {
            worker.join();
        }
        profiler.close();
        executor.shutdownNow();
    }

    private void burnsTheProcessor() {
        long sum = 0;
        for (int i = 1; i < 5_000_000; i++) {
            sum += sum % i + i;
        }
        worked = sum;
    }

    private void allocatesArrays() {
        for (int i = 0; i < 1_000; i++) {
            allocated = new long[10_000];
        }
        pause(1);
    }

    private void waitsForTheLock() {
        synchronized (CONTENDED) {
            pause(5);
        }
    }

    private static void pause(int millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Profile profile(ProfileKind kind) throws InterruptedException {
        assertThat(profiler.start(kind, 2)).isInstanceOf(Profiler.Start.Started.class);
        for (int i = 0; i < 600; i++) {
            Profile latest = profiler.latest().getFirst();
            if (latest.state() != Profile.State.RUNNING) {
                assertThat(latest.state()).as(latest.problem()).isEqualTo(Profile.State.DONE);
                return latest;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new AssertionError("the profile does not end");
    }

    /// The names of the page's frames: each leaves out the beginning that it shares with the one
    /// before.
    private static List<String> frames(Profile profile) {
        String html = profile.page().html();
        int from = html.indexOf("const cpool = [");
        assertThat(from).as("names").isPositive();
        Matcher names = NAME.matcher(html.substring(from, html.indexOf("];", from)));
        List<String> frames = new ArrayList<>();
        while (names.find()) {
            String name = names.group(1);
            frames.add(
                    frames.isEmpty()
                            ? name
                            : frames.getLast().substring(0, name.charAt(0) - 32)
                                    + name.substring(1));
        }
        return frames;
    }

    @Test
    void aHotMethodIsInTheFlameGraph() throws InterruptedException {
        assertThat(frames(profile(ProfileKind.CPU)))
                .anyMatch(frame -> frame.contains("ProfilerTest.burnsTheProcessor"));
    }

    @Test
    void whatAllocatesIsInTheFlameGraph() throws InterruptedException {
        assertThat(frames(profile(ProfileKind.ALLOC)))
                .anyMatch(frame -> frame.contains("ProfilerTest.allocatesArrays"))
                .anyMatch(frame -> frame.contains("long[]"));
    }

    @Test
    void whatWaitsForALockIsInTheFlameGraph() throws InterruptedException {
        assertThat(frames(profile(ProfileKind.LOCK)))
                .anyMatch(frame -> frame.contains("ProfilerTest.waitsForTheLock"));
    }

    @Test
    void oneIsUnderWayAtATimeAndFiveAreKept() throws InterruptedException {
        Profile first = profiler.start(ProfileKind.CPU, 1).profile();
        assertThat(profiler.start(ProfileKind.LOCK, 1)).isEqualTo(new Profiler.Start.Busy(first));
        for (int i = 0;
                i < 600 && profiler.latest().getFirst().state() == Profile.State.RUNNING;
                i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        for (int i = 0; i < 6; i++) {
            assertThat(profiler.start(ProfileKind.CPU, 60))
                    .isInstanceOf(Profiler.Start.Started.class);
            profiler.close();
            assertThat(profiler.latest().getFirst().state()).isEqualTo(Profile.State.FAILED);
        }
        assertThat(profiler.latest()).hasSize(5).doesNotContain(first);
    }

    @Test
    void secondsAndKindsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> profiler.start(ProfileKind.CPU, 0))
                .hasMessage("seconds must be from 1 to 60: 0");
        assertThatThrownBy(() -> profiler.start(ProfileKind.CPU, 61))
                .hasMessage("seconds must be from 1 to 60: 61");
        assertThatThrownBy(() -> ProfileKind.of("wall"))
                .hasMessage("kind must be cpu, alloc or lock");
        assertThat(ProfileKind.of("alloc")).isEqualTo(ProfileKind.ALLOC);
    }

    @Test
    void thePolicyNamesTheScriptsByTheirHashesAndNothingElse() {
        assertThat(new FlamePage("<script>let a = 1;</script>").contentSecurityPolicy())
                .contains(
                        "default-src 'none'",
                        "script-src 'sha256-xY6QKfH9PRsQnLz56nj6MBwiK5oHg+im1Jkpdp1x/Ck='")
                .doesNotContain("script-src 'unsafe-inline'");
        assertThat(FlamePage.NONE.contentSecurityPolicy()).contains("script-src 'none'");
    }
}
