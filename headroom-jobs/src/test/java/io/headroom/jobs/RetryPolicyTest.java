package io.headroom.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.jobs.RetryPolicy.Growth;
import io.headroom.jobs.RetryPolicy.Verdict;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {

    private final Random random = new Random(7);

    @ParameterizedTest
    @CsvSource({"FIXED,1,1,1", "LINEAR,1,2,5", "EXPONENTIAL,1,2,16", "FIBONACCI,1,2,8"})
    void pausesGrowBetweenHalfAndTheWhole(Growth growth, int first, int second, int fifth) {
        RetryPolicy policy =
                RetryPolicy.DEFAULT.withPauses(
                        growth, Duration.ofSeconds(1), Duration.ofMinutes(1));
        for (int i = 0; i < 100; i++) {
            assertThat(policy.pause(1, random).toMillis()).isBetween(first * 500L, first * 1000L);
            assertThat(policy.pause(2, random).toMillis()).isBetween(second * 500L, second * 1000L);
            assertThat(policy.pause(5, random).toMillis()).isBetween(fifth * 500L, fifth * 1000L);
            assertThat(policy.pause(900, random)).isLessThanOrEqualTo(Duration.ofMinutes(1));
        }
    }

    @Test
    void theBudgetEndsInDeath() {
        RetryPolicy policy = RetryPolicy.DEFAULT.withRetries(2);
        assertThat(policy.after(2, new IOException(), random)).isInstanceOf(Verdict.Retry.class);
        assertThat(policy.after(3, new IOException(), random)).isEqualTo(new Verdict.Die());
        assertThat(RetryPolicy.NONE.after(1, new IOException(), random))
                .isEqualTo(new Verdict.Die());
    }

    @Test
    void rulesComeInTheirOrderAndSeeCauses() {
        RetryPolicy policy =
                RetryPolicy.DEFAULT
                        .pausing(ConnectException.class, Duration.ofMinutes(3))
                        .dyingOf(IOException.class);
        assertThat(policy.after(1, new IllegalStateException(new ConnectException()), random))
                .isEqualTo(new Verdict.Retry(Duration.ofMinutes(3)));
        assertThat(policy.after(1, new IOException(), random)).isEqualTo(new Verdict.Die());
        assertThat(policy.after(11, new ConnectException(), random)).isEqualTo(new Verdict.Die());
    }

    @Test
    void aFailureMaySayWhenToTryAgain() {
        assertThat(
                        RetryPolicy.DEFAULT.after(
                                1,
                                new RetryAfterException(
                                        Duration.ofSeconds(42), "busy", new IOException()),
                                random))
                .isEqualTo(new Verdict.Retry(Duration.ofSeconds(42)));
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> RetryPolicy.DEFAULT.withRetries(-1))
                .hasMessageContaining("retries");
        assertThatThrownBy(() ->
                        RetryPolicy.DEFAULT.withPauses(
                                Growth.FIXED, Duration.ZERO, Duration.ofHours(1)))
                .hasMessageContaining("first");
    }
}
