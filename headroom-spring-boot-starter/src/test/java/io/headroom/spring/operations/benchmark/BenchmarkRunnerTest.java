package io.headroom.spring.operations.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headroom.spring.operations.benchmark.BenchmarkRun.State;
import io.headroom.spring.operations.benchmark.BenchmarkRunner.Start;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BenchmarkRunnerTest {

    private static final BenchmarkOptions OPTIONS =
            new BenchmarkOptions(
                    Duration.ofSeconds(1), Duration.ofMillis(1), 3, Duration.ofMillis(1), 4);

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();
    private final CountDownLatch reached = new CountDownLatch(1);
    private volatile String refusal = "";
    private volatile String objection = "";

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private final ServiceLoad load =
            new ServiceLoad() {
                @Override
                public String refusal() {
                    return refusal;
                }

                @Override
                public String objection() {
                    return objection;
                }
            };

    private BenchmarkRunner runner(Callable<?> work) {
        return new BenchmarkRunner(
                List.of(new Probe("probe", work)),
                OPTIONS,
                load,
                threads,
                () -> Instant.EPOCH,
                nanos::get);
    }

    private record Opened(AtomicInteger open, Callable<?> work) implements Fixture {

        @Override
        public List<Operation> operations() {
            return List.of(Operation.of("work", work), new Operation("work-by-tens", 10, work));
        }

        @Override
        public void close() {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            open.decrementAndGet();
        }
    }

    private final class Probe implements Benchmark {

        private final String type;
        private final Callable<?> work;

        Probe(String type, Callable<?> work) {
            this.type = type;
            this.work = work;
        }

        @Override
        public String type() {
            return type;
        }

        @Override
        public String description() {
            return "Something.";
        }

        @Override
        public Fixture open() {
            open.incrementAndGet();
            return new Opened(open, work);
        }
    }

    private Object takes(long nanoseconds) {
        return nanos.addAndGet(nanoseconds);
    }

    private Object blocks() throws InterruptedException {
        reached.countDown();
        new CountDownLatch(1).await();
        return "never";
    }

    private static BenchmarkRun started(Start start) {
        assertThat(start).isInstanceOf(Start.Started.class);
        return ((Start.Started) start).run();
    }

    private BenchmarkRun ended(BenchmarkRunner runner) {
        await().until(() -> runner.latest().getFirst().state() != State.RUNNING);
        assertThat(open).as("cleaned up").hasValue(0);
        return runner.latest().getFirst();
    }

    @Test
    void eachOperationIsMeasuredInRounds() {
        BenchmarkRunner runner = runner(() -> takes(20_000));
        assertThat(started(runner.start("probe", "ann")).state()).isEqualTo(State.RUNNING);
        BenchmarkRun run = ended(runner);
        assertThat(run.state()).isEqualTo(State.DONE);
        assertThat(run.by()).isEqualTo("ann");
        assertThat(run.results())
                .extracting(OperationResult::operation)
                .containsExactly("work", "work-by-tens");
        OperationResult work = run.results().getFirst();
        assertThat(work.medianMicros()).isEqualTo(20);
        assertThat(work.p99Micros()).isEqualTo(20);
        assertThat(work.operationsPerSecond()).isEqualTo(50_000);
        assertThat(work.spreadPercent()).isZero();
        assertThat(work.calls()).isEqualTo(150);
        assertThat(work.callsPerSample()).isEqualTo(1);
        assertThat(work.change()).isNull();
        assertThat(run.results().getLast().operationsPerSecond()).isEqualTo(500_000);
    }

    @Test
    void whatIsTooFastForTheClockIsTimedTogether() {
        BenchmarkRunner runner = runner(() -> takes(100));
        var _ = runner.start("probe", "ann");
        OperationResult work = ended(runner).results().getFirst();
        assertThat(work.callsPerSample()).isEqualTo(100);
        assertThat(work.medianMicros()).isEqualTo(0.1);
    }

    @Test
    void aRunIsComparedWithTheOneBeforeOfItsType() {
        AtomicLong each = new AtomicLong(20_000);
        BenchmarkRunner runner = runner(() -> takes(each.get()));
        BenchmarkRun first = started(runner.start("probe", "ann"));
        var _ = ended(runner);
        each.set(40_000);
        var _ = runner.start("probe", "ann");
        OperationResult.Change change = ended(runner).results().getFirst().change();
        assertThat(change).isEqualTo(new OperationResult.Change(first.id(), -50, 100, "slower"));
        each.set(40_400);
        var _ = runner.start("probe", "ann");
        assertThat(ended(runner).results().getFirst().change())
                .extracting(OperationResult.Change::verdict)
                .isEqualTo("same");
    }

    @Test
    void oneRunsAtATimeAndACancelledOneCleansUp() throws Exception {
        BenchmarkRunner runner = runner(this::blocks);
        BenchmarkRun run = started(runner.start("probe", "ann"));
        reached.await();
        assertThat(runner.start("probe", "bob")).isInstanceOf(Start.Busy.class);
        assertThat(runner.cancel("another", "bob")).isFalse();
        assertThat(runner.cancel(run.id(), "bob")).isTrue();
        BenchmarkRun ended = ended(runner);
        assertThat(ended.state()).isEqualTo(State.CANCELLED);
        assertThat(ended.reason()).isEqualTo("cancelled by bob");
        assertThat(runner.cancel(run.id(), "bob")).isFalse();
        assertThat(runner.start("probe", "bob")).isInstanceOf(Start.Started.class);
    }

    @Test
    void aFailureEndsTheRunWithItsReasonAndCleansUp() {
        BenchmarkRunner runner =
                runner(() -> {
                    throw new IllegalStateException("the server is away");
                });
        var _ = runner.start("probe", "ann");
        BenchmarkRun run = ended(runner);
        assertThat(run.state()).isEqualTo(State.FAILED);
        assertThat(run.reason()).isEqualTo("the server is away");
    }

    @Test
    void anErrorEndsTheRunAsAnExceptionDoes() {
        BenchmarkRunner runner =
                runner(() -> {
                    throw new StackOverflowError();
                });
        var _ = runner.start("probe", "ann");
        BenchmarkRun run = ended(runner);
        assertThat(run.state()).isEqualTo(State.FAILED);
        assertThat(run.reason()).isEqualTo("StackOverflowError");
    }

    @Test
    void aBusyServiceIsNotMeasured() {
        BenchmarkRunner runner = runner(() -> takes(1_000));
        refusal = "The processors are busy.";
        assertThat(runner.start("probe", "ann")).isEqualTo(new Start.Refused(refusal));
        assertThat(runner.latest()).isEmpty();
    }

    @Test
    void aServiceThatGetsBusyEndsTheRun() throws Exception {
        BenchmarkRunner runner = runner(this::blocks);
        var _ = runner.start("probe", "ann");
        reached.await();
        objection = "Callers wait.";
        BenchmarkRun run = ended(runner);
        assertThat(run.state()).isEqualTo(State.STOPPED);
        assertThat(run.reason()).isEqualTo("Callers wait.");
    }

    @Test
    void theTimeLimitEndsWhatHangs() throws Exception {
        BenchmarkRunner runner = runner(this::blocks);
        var _ = runner.start("probe", "ann");
        reached.await();
        takes(Duration.ofMillis(1_001).toNanos());
        BenchmarkRun run = ended(runner);
        assertThat(run.state()).isEqualTo(State.STOPPED);
        assertThat(run.reason()).isEqualTo("It took longer than 1 s.");
    }

    @Test
    void anUnknownTypeIsAnsweredWithTheKnownOnes() {
        assertThat(runner(() -> "").start("other", "ann"))
                .isEqualTo(new Start.Unknown(List.of("probe")));
    }

    @Test
    void theNumberOfRememberedRunsIsBounded() {
        BenchmarkRunner runner = runner(() -> takes(1_000_000));
        for (int i = 0; i < 10; i++) {
            var _ = started(runner.start("probe", "ann"));
            var _ = ended(runner);
        }
        assertThat(runner.latest()).hasSize(4).extracting(BenchmarkRun::id).doesNotHaveDuplicates();
    }

    @Test
    void twoBenchmarksOfOneTypeStopTheStart() {
        assertThatThrownBy(() ->
                        new BenchmarkRunner(
                                List.of(new Probe("a", () -> ""), new Probe("a", () -> "")),
                                OPTIONS,
                                load,
                                threads,
                                () -> Instant.EPOCH,
                                nanos::get))
                .hasMessage("There are two benchmarks of the type 'a'");
    }

    @Test
    void optionsOutOfTheirRangeAreRefusedByName() {
        assertThatThrownBy(() ->
                        new BenchmarkOptions(
                                Duration.ofSeconds(31),
                                Duration.ofMillis(1),
                                3,
                                Duration.ofMillis(1),
                                4))
                .hasMessageContaining("time-limit must be from 1000 to 30000 ms");
    }
}
