package io.headroom.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseTest {

    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Surroundings surroundings =
            new Surroundings(System::nanoTime, Duration.ofSeconds(1));
    private final List<Duration> extensions = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch extended = new CountDownLatch(1);

    @AfterEach
    void close() {
        surroundings.close();
    }

    private final class Server implements Keeper {

        @Override
        public CompletionStage<Boolean> extend(Lease lease, Duration by) {
            extensions.add(by);
            extended.countDown();
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public boolean release(Lease lease) {
            return true;
        }

        @Override
        public void lost(Lease lease) {
            throw new AssertionError("lost");
        }
    }

    private Lease grantedAfter(Duration answerTook) {
        long sent = surroundings.nanos() - answerTook.toNanos();
        Grant grant =
                new Grant(
                        "name",
                        "owner",
                        1,
                        1,
                        LockOptions.defaults().withLease(LEASE),
                        sent,
                        0,
                        false);
        Recorder recorder = new Recorder(Tier.EFFICIENT, LockListener.NONE);
        return new Lease(Tier.EFFICIENT, grant, new Server(), surroundings, recorder);
    }

    @Test
    void oneWhoseAnswerCameLateIsRenewedBeforeItsEnd() throws InterruptedException {
        try (Lease lease = grantedAfter(LEASE.minusMillis(1_300))) {
            assertThat(extended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(extensions).containsExactly(LEASE);
            while (lease.remaining().compareTo(LEASE.dividedBy(2)) < 0) {
                Thread.onSpinWait(); // the answer is being taken in
            }
            lease.ensureHeld();
        }
    }

    @Test
    void oneThatIsFreshIsNotRenewedYet() {
        try (Lease lease = grantedAfter(Duration.ZERO)) {
            lease.ensureHeld();
            assertThat(extensions).isEmpty();
        }
    }
}
