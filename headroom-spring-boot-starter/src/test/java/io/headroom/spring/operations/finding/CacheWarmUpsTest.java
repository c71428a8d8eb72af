package io.headroom.spring.operations.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headroom.cache.warmup.CacheWarmer;
import io.headroom.cache.warmup.Turn;
import io.headroom.cache.warmup.Urgency;
import io.headroom.cache.warmup.WarmUpOptions;
import io.headroom.cache.warmup.WarmUpTask;
import io.headroom.operations.finding.Action;
import io.headroom.operations.finding.ActionRunner.Progress;
import io.headroom.operations.finding.ActionRunner.RunOutcome;
import io.headroom.operations.finding.Change;
import io.headroom.operations.finding.Fact;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CacheWarmUpsTest {

    private static final Action POPULAR = new Action.WarmUp("popular", "items");

    private final Set<Integer> loaded = ConcurrentHashMap.newKeySet();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CacheWarmer warmer =
            new CacheWarmer(
                    List.of(
                            WarmUpTask.of(
                                            "popular",
                                            Urgency.FREQUENT,
                                            () -> List.of(1, 2, 3),
                                            keys -> {
                                                gate.await();
                                                loaded.addAll(keys);
                                            })
                                    .withCaches("items"),
                            WarmUpTask.of(
                                    "untold", Urgency.OTHER, () -> List.of(9), loaded::addAll)),
                    WarmUpOptions.defaults(),
                    Turn.atOnce(),
                    InstantSource.system(),
                    System::nanoTime);
    private final CacheWarmUps warmUps = new CacheWarmUps(warmer);

    @AfterEach
    void end() {
        gate.countDown();
        warmer.close();
    }

    @Test
    void onlyTasksThatSayWhatTheyFillAreTold() {
        List<Fact> facts = new ArrayList<>();
        warmUps.tell(facts::add);
        assertThat(facts).containsExactly(new Fact.WarmUp("popular", List.of("items")));
    }

    @Test
    void aWarmUpIsTriedBegunOnceAndThenJudgedByItsFigure() {
        assertThat(warmUps.check(POPULAR)).isInstanceOf(RunOutcome.Done.class);
        assertThat(loaded).isEmpty();
        assertThat(warmUps.apply(POPULAR, "ann")).isInstanceOf(RunOutcome.Done.class);
        assertThat(warmUps.progress(POPULAR)).isInstanceOf(Progress.Working.class);
        assertThat(warmUps.apply(POPULAR, "ann")).isInstanceOf(RunOutcome.Refused.class);
        assertThat(warmUps.check(POPULAR)).isInstanceOf(RunOutcome.Refused.class);
        gate.countDown();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> warmUps.progress(POPULAR) instanceof Progress.ByFigure);
        assertThat(loaded).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(warmUps.undo(POPULAR, "ann")).isInstanceOf(RunOutcome.Refused.class);
    }

    @Test
    void aCancelledWarmUpHasFailed() {
        warmUps.apply(POPULAR, "ann");
        assertThat(warmer.cancel()).isTrue();
        gate.countDown();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(warmUps.progress(POPULAR))
                                .isInstanceOfSatisfying(
                                        Progress.Judged.class,
                                        judged ->
                                                assertThat(judged.state())
                                                        .isEqualTo(Change.State.FAILED)));
    }

    @Test
    void whatIsNoWarmUpIsRefused() {
        assertThat(warmUps.apply(new Action.WarmUp("nothing", "items"), "ann"))
                .isInstanceOf(RunOutcome.Refused.class);
    }
}
