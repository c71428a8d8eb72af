package io.headroom.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.lock.LockAttempt.Acquired;
import io.headroom.lock.LockAttempt.Busy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// What every lock does, whoever keeps it. Two sets of [Locks] stand for two processes: they share
/// nothing but the servers.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LockSuite {

    static final Duration NOT_AT_ALL = Duration.ZERO;
    static final Duration LONG = Duration.ofSeconds(20);
    static final Duration SHORT = Duration.ofMillis(300);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private Locks here;
    private Locks there;
    private String name = "";

    /// One process.
    abstract Locks process();

    abstract Tier tier();

    /// Ends the hold of a name behind its holder's back.
    abstract void forget(String name) throws Exception;

    @BeforeEach
    void begin() {
        here = process();
        there = process();
        name = "suite:" + tier() + ":" + ProcessHandle.current().pid() + NUMBER.incrementAndGet();
    }

    @AfterEach
    void end() {
        here.close();
        there.close();
    }

    private DistributedLock<? extends Hold> lock() {
        return here.tier(tier());
    }

    private DistributedLock<? extends Hold> other() {
        return there.tier(tier());
    }

    private Hold acquire(DistributedLock<? extends Hold> lock, Duration wait, Duration lease)
            throws InterruptedException {
        return held(lock.tryLock(name, wait, lease));
    }

    private Hold acquireRenewed(DistributedLock<? extends Hold> lock, Duration lease)
            throws InterruptedException {
        return held(
                lock.tryLock(name, LockOptions.defaults().withWait(NOT_AT_ALL).withLease(lease)));
    }

    static Hold held(LockAttempt<? extends Hold> attempt) {
        return switch (attempt) {
            case Acquired<? extends Hold>(Hold hold) -> hold;
            case Busy<? extends Hold> busy -> throw new AssertionError(busy.toString());
            case LockAttempt.Unavailable<? extends Hold> away ->
                    throw new AssertionError(away.toString());
        };
    }

    private void assertBusy(DistributedLock<? extends Hold> lock) throws InterruptedException {
        assertThat(lock.tryLock(name, NOT_AT_ALL, LONG)).isInstanceOf(Busy.class);
    }

    private LockStatistics statistics(Locks locks) {
        return locks.statistics().stream()
                .filter(each -> each.tier() == tier())
                .findFirst()
                .orElseThrow();
    }

    static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @Test
    void aHeldLockIsBusyForAllUntilItIsReleased() throws Exception {
        Hold hold = acquire(lock(), NOT_AT_ALL, LONG);
        assertThat(hold.isHeld()).isTrue();
        assertThat(hold.tier()).isEqualTo(tier());
        assertThat(hold.remaining()).isBetween(LONG.minusSeconds(2), LONG);
        hold.ensureHeld();
        assertBusy(lock());
        assertBusy(other());

        hold.unlock();

        assertThat(hold.isHeld()).isFalse();
        acquire(other(), NOT_AT_ALL, LONG).unlock();
        acquire(lock(), NOT_AT_ALL, LONG).unlock();
    }

    @Test
    void namesDoNotDisturbEachOther() throws Exception {
        try (Hold _ = acquire(lock(), NOT_AT_ALL, LONG)) {
            held(other().tryLock(name + "'", NOT_AT_ALL, LONG)).unlock();
        }
    }

    @Test
    void aReleaseWakesAWaiterOfAnotherProcess() throws Exception {
        Hold hold = acquire(lock(), NOT_AT_ALL, LONG);
        Future<Hold> waiter = threads.submit(() -> acquire(other(), LONG, LONG));
        TimeUnit.MILLISECONDS.sleep(1_500); // until the pauses of the backstop are long
        assertThat(waiter.isDone()).isFalse();
        long released = System.nanoTime();
        hold.unlock();

        waiter.get(10, TimeUnit.SECONDS).unlock();

        assertThat(System.nanoTime() - released).isLessThan(TimeUnit.MILLISECONDS.toNanos(400));
    }

    @Test
    void waitersOfAProcessGoInTheirOrder() throws Exception {
        Hold hold = acquire(lock(), NOT_AT_ALL, LONG);
        List<Integer> order = new ArrayList<>();
        List<Future<?>> waiters = new ArrayList<>();
        for (int number = 0; number < 5; number++) {
            int mine = number;
            waiters.add(
                    threads.submit(() -> {
                        Hold next = acquire(lock(), LONG, LONG);
                        order.add(mine);
                        next.unlock();
                        return mine;
                    }));
            int expected = number + 1;
            await(() -> statistics(here).waiting() == expected);
        }
        hold.unlock();
        for (Future<?> waiter : waiters) {
            waiter.get(10, TimeUnit.SECONDS);
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
        assertThat(statistics(here).waiting()).isZero();
    }

    @Test
    void nobodyHoldsItTogetherWithAnother() throws Exception {
        int each = 40;
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger together = new AtomicInteger();
        AtomicLong[] lastToken = {new AtomicLong()};
        AtomicInteger backwards = new AtomicInteger();
        List<Future<?>> workers = new ArrayList<>();
        for (int number = 0; number < 8; number++) {
            DistributedLock<? extends Hold> mine = number % 2 == 0 ? lock() : other();
            workers.add(
                    threads.submit(() -> {
                        for (int i = 0; i < each; i++) {
                            try (Hold hold = acquire(mine, Duration.ofSeconds(50), LONG)) {
                                if (inside.incrementAndGet() != 1) {
                                    together.incrementAndGet();
                                }
                                long before = lastToken[0].getAndSet(hold.token());
                                if (tier() != Tier.STRICT && before >= hold.token()) {
                                    backwards.incrementAndGet();
                                }
                                inside.decrementAndGet();
                            }
                        }
                        return each;
                    }));
        }
        for (Future<?> worker : workers) {
            worker.get(55, TimeUnit.SECONDS);
        }
        assertThat(together).hasValue(0);
        assertThat(backwards).hasValue(0);
        assertThat(statistics(here).acquired() + statistics(there).acquired()).isEqualTo(8L * each);
        assertThat(statistics(here).lost() + statistics(there).lost()).isZero();
        assertThat(statistics(here).active()).isZero();
    }

    @Test
    void noProcessStarvesAnother() throws Exception {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_500);
        List<Future<?>> workers = new ArrayList<>();
        for (int number = 0; number < 8; number++) {
            DistributedLock<? extends Hold> mine = number < 4 ? lock() : other();
            workers.add(
                    threads.submit(() -> {
                        while (System.nanoTime() < until) {
                            acquire(mine, LONG, LONG).unlock();
                        }
                        return "";
                    }));
        }
        for (Future<?> worker : workers) {
            worker.get(30, TimeUnit.SECONDS);
        }
        long ours = statistics(here).acquired();
        long theirs = statistics(there).acquired();
        assertThat(Math.min(ours, theirs))
                .as("%d here, %d there", ours, theirs)
                .isGreaterThan((ours + theirs) / 10);
    }

    @Test
    void aLeaseThatEndsFreesTheLockAndTellsItsHolder() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        Hold hold = acquire(lock(), NOT_AT_ALL, SHORT);
        hold.onLost(told::countDown);

        Hold next = acquire(other(), LONG, LONG);

        assertThat(hold.isHeld()).isFalse();
        assertThat(told.await(5, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(hold::ensureHeld)
                .isInstanceOf(LockLostException.class)
                .hasMessageContaining(name);
        assertThatThrownBy(hold::unlock).isInstanceOf(LockLostException.class);
        assertThat(hold.extend(LONG)).isFalse();
        assertThat(statistics(here).lost()).isEqualTo(1);
        CountDownLatch late = new CountDownLatch(1);
        hold.onLost(late::countDown);
        assertThat(late.await(5, TimeUnit.SECONDS)).isTrue();

        // The late release took nothing from the next holder.
        assertBusy(lock());
        next.unlock();
    }

    @Test
    void aLeaseThatEndsLetsTheNextOfItsProcessIn() throws Exception {
        Hold hold = acquire(lock(), NOT_AT_ALL, SHORT);
        Hold next = acquire(lock(), LONG, LONG);
        assertThat(hold.isHeld()).isFalse();
        hold.close();
        assertBusy(other());
        next.unlock();
    }

    @Test
    void aRenewedLeaseLastsUntilItIsReleased() throws Exception {
        Hold hold = acquireRenewed(lock(), SHORT);
        TimeUnit.MILLISECONDS.sleep(3 * SHORT.toMillis());
        hold.ensureHeld();
        assertBusy(other());
        hold.unlock();
        acquire(other(), NOT_AT_ALL, LONG).unlock();
    }

    @Test
    void anExtendedLeaseLastsLonger() throws Exception {
        Hold hold = acquire(lock(), NOT_AT_ALL, Duration.ofMillis(700));
        assertThat(hold.extend(LONG)).isTrue();
        assertThat(hold.remaining()).isGreaterThan(LONG.minusSeconds(2));
        TimeUnit.MILLISECONDS.sleep(900);
        hold.ensureHeld();
        assertBusy(other());
        hold.unlock();
        assertThatThrownBy(() -> hold.extend(LONG)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aLockThatItsServerForgotIsFoundLost() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        Hold hold = acquireRenewed(lock(), SHORT);
        hold.onLost(told::countDown);
        forget(name);
        assertThat(told.await(5, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(hold::ensureHeld).isInstanceOf(LockLostException.class);
        acquire(lock(), LONG, LONG).unlock();
    }

    @Test
    void aCallWhoseLockIsLostIsInterrupted() {
        assertThatThrownBy(() ->
                        execute(() -> {
                            forget(name);
                            TimeUnit.SECONDS.sleep(30);
                        }))
                .isInstanceOf(LockLostException.class)
                .hasRootCauseInstanceOf(InterruptedException.class)
                .hasMessageContaining(name);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    private interface Action {
        void run() throws Exception;
    }

    private void execute(Action action) throws Exception {
        lock().executeWithLock(
                        name,
                        LockOptions.defaults().withLease(SHORT),
                        _ -> {
                            action.run();
                            return "";
                        });
    }

    @Test
    void aCallReturnsAndTheLockIsFree() throws Exception {
        String said =
                lock().executeWithLock(
                                name,
                                LockOptions.defaults(),
                                hold -> {
                                    hold.ensureHeld();
                                    assertBusy(other());
                                    return "done";
                                });
        assertThat(said).isEqualTo("done");
        assertThatThrownBy(() ->
                        execute(() -> {
                            throw new IOException("of the call");
                        }))
                .isInstanceOf(IOException.class)
                .hasMessage("of the call");
        acquire(other(), NOT_AT_ALL, LONG).unlock();
    }

    @Test
    void aCallThatDoesNotGetItsLockIsNotMade() throws Exception {
        try (Hold _ = acquire(other(), NOT_AT_ALL, LONG)) {
            assertThatThrownBy(() ->
                            lock().executeWithLock(
                                            name,
                                            LockOptions.defaults().withWait(Duration.ofMillis(100)),
                                            _ -> {
                                                throw new AssertionError("called");
                                            }))
                    .isInstanceOf(LockBusyException.class)
                    .hasMessageContaining(name);
        }
        assertThat(statistics(here).busy()).isEqualTo(1);
        assertThat(statistics(here).hottest())
                .singleElement()
                .satisfies(hot -> {
                    assertThat(hot.name()).isEqualTo(name);
                    assertThat(hot.busy()).isEqualTo(1);
                    assertThat(hot.waited()).isGreaterThan(Duration.ofMillis(90));
                });
    }

    @Test
    void aWaitEndsInTime() throws Exception {
        try (Hold _ = acquire(other(), NOT_AT_ALL, LONG)) {
            long began = System.nanoTime();
            LockAttempt<? extends Hold> attempt =
                    lock().tryLock(name, Duration.ofMillis(400), LONG);
            assertThat(attempt).isInstanceOf(Busy.class);
            assertThat(System.nanoTime() - began)
                    .isBetween(
                            TimeUnit.MILLISECONDS.toNanos(395),
                            TimeUnit.MILLISECONDS.toNanos(2_000));
        }
    }

    @Test
    void releasingWhatIsNotHeldIsRefused() throws Exception {
        Hold hold = acquire(lock(), NOT_AT_ALL, LONG);
        hold.unlock();
        assertThatThrownBy(hold::unlock)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("released before");
        assertThatThrownBy(hold::ensureHeld).isInstanceOf(IllegalStateException.class);
        hold.close();
        Hold next = acquire(other(), NOT_AT_ALL, LONG);
        hold.close();
        assertBusy(lock());
        next.unlock();
    }

    @Test
    void whatCannotBeIsRefusedByName() {
        String longName = "n".repeat(10_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lock().tryLock(longName, NOT_AT_ALL, LONG))
                .withMessage("name must be 1 to 256 characters, but has 10000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lock().tryLock("", NOT_AT_ALL, LONG))
                .withMessageContaining("name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lock().tryLock("a\u0000b", NOT_AT_ALL, LONG))
                .withMessageContaining("U+0000 at 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lock().tryLock(name, NOT_AT_ALL, Duration.ZERO))
                .withMessage("lease must be 10 ms to 24 h, but is PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lock().tryLock(name, NOT_AT_ALL, Duration.ofSeconds(-1)))
                .withMessageContaining("lease");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lock().tryLock(name, Duration.ofMillis(-1), LONG))
                .withMessageContaining("wait");
    }

    @Test
    void aNameOfAnyCharactersIsTheSameEverywhere() throws Exception {
        String odd = "}{ä'\"\\ %s ✓ " + name;
        try (Hold _ = held(lock().tryLock(odd, NOT_AT_ALL, LONG))) {
            assertThat(other().tryLock(odd, NOT_AT_ALL, LONG)).isInstanceOf(Busy.class);
        }
        held(other().tryLock(odd, NOT_AT_ALL, LONG)).unlock();
    }

    @Test
    void anInterruptedWaiterLeavesNothingBehind() throws Exception {
        Hold hold = acquire(lock(), NOT_AT_ALL, LONG);
        CountDownLatch interrupted = new CountDownLatch(1);
        Thread waiter =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                acquire(lock(), LONG, LONG);
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                            }
                        });
        await(() -> statistics(here).waiting() == 1);
        waiter.interrupt();
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(statistics(here).waiting()).isZero();
        hold.unlock();
        acquire(other(), NOT_AT_ALL, LONG).unlock();
        acquire(lock(), NOT_AT_ALL, LONG).unlock();
    }

    @Test
    void theStatisticsNameWhatIsHeld() throws Exception {
        try (Hold hold = acquire(lock(), NOT_AT_ALL, LONG)) {
            LockStatistics now = statistics(here);
            assertThat(now.active()).isEqualTo(1);
            assertThat(now.holds())
                    .singleElement()
                    .satisfies(active -> {
                        assertThat(active.name()).isEqualTo(name);
                        assertThat(active.owner()).isEqualTo(hold.owner());
                        assertThat(active.token()).isEqualTo(hold.token());
                        assertThat(active.renewed()).isFalse();
                    });
        }
        LockStatistics after = statistics(here);
        assertThat(after.active()).isZero();
        assertThat(after.acquired()).isEqualTo(1);
        assertThat(after.held()).isPositive();
        assertThat(after.longestHeld()).isEqualTo(after.held());
    }
}
