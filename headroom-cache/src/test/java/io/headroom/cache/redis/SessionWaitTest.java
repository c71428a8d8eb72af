package io.headroom.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class SessionWaitTest {

    private static final long BUDGET = TimeUnit.MILLISECONDS.toNanos(20);

    private long now;

    /// An answer that nobody has seen at the first look, which takes some time.
    private final class Unseen extends CompletableFuture<String> {

        private final long tookNanos;
        private int looks;

        Unseen(long tookNanos) {
            this.tookNanos = tookNanos;
        }

        @Override
        public String get(long timeout, TimeUnit unit) throws TimeoutException {
            if (looks++ == 0) {
                now += tookNanos;
                throw new TimeoutException();
            }
            return "answer";
        }
    }

    private Reply<String> await(CompletableFuture<String> future, long budget) {
        return Session.await(future, budget, () -> now);
    }

    @Test
    void anAnswerThatCameWhileTheProcessStoodStillIsTaken() {
        assertThat(await(new Unseen(2 * BUDGET), BUDGET)).isEqualTo(new Reply.Value<>("answer"));
    }

    @Test
    void aServerThatIsLateIsLeftAfterOneBudget() {
        Unseen answer = new Unseen(BUDGET + BUDGET / 2);
        assertThat(await(answer, BUDGET))
                .isEqualTo(new Reply.None<>(Reply.Cause.LATE, "no answer within 20 ms"));
        assertThat(answer.looks).isEqualTo(1);
    }

    @Test
    void whoHasNoTimeLeftDoesNotLookAgain() {
        Unseen answer = new Unseen(BUDGET);
        assertThat(await(answer, 0)).isInstanceOf(Reply.None.class);
        assertThat(answer.looks).isEqualTo(1);
    }

    @Test
    void aServerThatIsStillLateAfterTheProcessStoodStillIsLeft() {
        CompletableFuture<String> never =
                new CompletableFuture<>() {
                    @Override
                    public String get(long timeout, TimeUnit unit) throws TimeoutException {
                        now += 3 * BUDGET;
                        throw new TimeoutException();
                    }
                };
        assertThat(await(never, BUDGET)).isInstanceOf(Reply.None.class);
        assertThat(now).isEqualTo(6 * BUDGET);
    }
}
