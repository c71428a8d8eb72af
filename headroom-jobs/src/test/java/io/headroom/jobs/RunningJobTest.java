package io.headroom.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.core.Bytes;
import io.headroom.test.ManualTime;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunningJobTest {

    private final ManualTime time = new ManualTime();
    private final RunningJob job =
            new RunningJob(
                    new Lease(1, 7, "default", new Kind("note", 1), 5, 0, 1, 0, "", "", "", 0),
                    new Node("node", new String[0], 10_000, time::nanos),
                    QueueOptions.of("default"),
                    new Payloads(Bytes.ofMegabytes(1)),
                    new OccupiedPlace(new Nowhere()),
                    time::nanos);

    private static final class Nowhere implements Place {

        @Override
        public boolean isAwaited() {
            return false;
        }

        @Override
        public Optional<Lease> next() {
            return Optional.empty();
        }

        @Override
        public void free() {}
    }

    private Duration took() {
        return Duration.ofNanos(job.tookNanos());
    }

    @Test
    void aJobThatRunsAgainSinceItsTransactionFailedHasTheWholeTimeOutAgain() {
        time.advance(Duration.ofMillis(20));
        job.enter(Thread.currentThread());
        time.advance(Duration.ofMillis(700));
        assertThat(took()).as("with the wait for a connection").isEqualTo(Duration.ofMillis(720));
        job.leave();
        time.advance(Duration.ofMillis(250));
        assertThat(took()).isEqualTo(Duration.ofMillis(720));

        job.enter(Thread.currentThread());
        assertThat(job.isHandled()).isFalse();
        time.advance(Duration.ofMillis(600));
        assertThat(took()).isEqualTo(Duration.ofMillis(600));
    }
}
