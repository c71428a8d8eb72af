package io.headroom.http.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestProfileTest {

    private final AtomicLong now = new AtomicLong();
    private final RequestProfile profile = RequestProfile.start(now::get);

    /// Runs on another thread, whose end is waited for.
    private static final Executor ELSEWHERE =
            task -> {
                Thread thread = Thread.ofVirtual().start(task);
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            };

    private void passes(long nanos) {
        now.addAndGet(nanos);
    }

    private void within(Runnable work) {
        profile.call(() -> {
            work.run();
            return true;
        });
    }

    @Test
    void thePartsAddUpToTheWholeAndTheInnermostCounts() {
        within(() -> {
            passes(1);
            try (var _ = RequestProfile.current().begin(Part.SEARCH)) {
                passes(10);
                try (var _ = RequestProfile.current().begin(Part.POOL_WAIT)) {
                    passes(100);
                }
                try (var _ = RequestProfile.current().begin(Part.DATABASE)) {
                    passes(1_000);
                }
                passes(20);
            }
            passes(2);
        });
        Split split = profile.split();
        assertThat(split.nanos(Part.REST)).isEqualTo(3);
        assertThat(split.nanos(Part.SEARCH)).isEqualTo(30);
        assertThat(split.nanos(Part.POOL_WAIT)).isEqualTo(100);
        assertThat(split.nanos(Part.DATABASE)).isEqualTo(1_000);
        assertThat(split.totalNanos()).isEqualTo(1_133);
    }

    @Test
    void aWaitCountsAsWhatTheLoadSpentItOn() {
        within(() -> {
            Runnable load =
                    RequestProfile.current()
                            .carry(() -> {
                                passes(5);
                                try (var _ = RequestProfile.current().begin(Part.DATABASE)) {
                                    passes(70);
                                }
                                RequestProfile.current().statement("SELECT 1", 70, false);
                            });
            try (var _ = RequestProfile.current().awaitLoad()) {
                passes(1); // until the load's thread runs
                ELSEWHERE.execute(load);
            }
            passes(4);
        });
        Split split = profile.split();
        assertThat(split.nanos(Part.DATABASE)).isEqualTo(70);
        assertThat(split.nanos(Part.LOAD)).isEqualTo(6);
        assertThat(split.nanos(Part.REST)).isEqualTo(4);
        assertThat(profile.slowestStatements(5))
                .containsExactly(new StatementTime("SELECT 1", 1, 70, 0));
    }

    @Test
    void aLoadThatNobodyWaitsForTakesNoTimeOfTheRequest() {
        within(() -> ELSEWHERE.execute(RequestProfile.current().carry(() -> passes(50))));
        assertThat(profile.split().nanos(Part.LOAD)).isZero();
        assertThat(profile.split().nanos(Part.REST)).isEqualTo(50);
    }

    @Test
    void aWaitForTheLoadOfAnotherCallerIsLoad() {
        within(() -> {
            try (var _ = RequestProfile.current().awaitLoad()) {
                passes(30);
            }
        });
        assertThat(profile.split().nanos(Part.LOAD)).isEqualTo(30);
    }

    @Test
    void loadsSideBySideNeverExplainMoreThanWasWaited() {
        within(() -> {
            Runnable first = databaseFor(60);
            Runnable second = databaseFor(60);
            try (var _ = RequestProfile.current().awaitLoad()) {
                ELSEWHERE.execute(first);
                ELSEWHERE.execute(second);
                now.set(60); // as if both had run at once
            }
        });
        Split split = profile.split();
        assertThat(split.totalNanos()).isEqualTo(60);
        assertThat(split.nanos(Part.DATABASE)).isBetween(59L, 60L);
    }

    private Runnable databaseFor(long nanos) {
        return RequestProfile.current()
                .carry(() -> {
                    try (var _ = RequestProfile.current().begin(Part.DATABASE)) {
                        passes(nanos);
                    }
                });
    }

    @Test
    void aLoadOnTheCallersOwnThreadIsASpanOfIt() {
        within(() -> {
            passes(1);
            databaseFor(9).run();
        });
        Split split = profile.split();
        assertThat(split.nanos(Part.DATABASE)).isEqualTo(9);
        assertThat(split.totalNanos()).isEqualTo(10);
    }

    @Test
    void outsideARequestNothingIsMeasured() {
        RequestProfile none = RequestProfile.current();
        assertThat(none).isSameAs(RequestProfile.none());
        Runnable task = () -> {};
        assertThat(none.carry(task)).isSameAs(task);
        assertThat(none.begin(Part.DATABASE)).isSameAs(Span.NONE);
    }

    @Test
    void theNotesOfARequestAreBounded() {
        for (int i = 0; i < 1_000; i++) {
            profile.statement("SELECT " + i, i, i == 999);
            profile.cacheRead("cache" + i, 1, 0);
        }
        profile.statement("SELECT 7", 10, true);
        assertThat(profile.cacheReads()).hasSize(64);
        assertThat(profile.slowestStatements(1_000))
                .hasSize(64)
                .contains(new StatementTime("SELECT 7", 2, 17, 1));
    }
}
