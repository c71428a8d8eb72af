package io.headroom.http.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.core.Backoff;
import io.headroom.http.SurrogateKeys;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EdgePurgesTest {

    private static final EdgeOptions OPTIONS =
            EdgeOptions.defaults()
                    .withAwait(Duration.ofSeconds(10))
                    .withRepeatAfter(Duration.ZERO)
                    .withRetry(new Backoff(Duration.ofMillis(5), Duration.ofMillis(20)));

    private final FakeEdge edge = new FakeEdge();
    private final List<EdgePurges> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(EdgePurges::close);
        edge.close();
    }

    private EdgePurges purges(EdgeOptions options) {
        return purges(options, edge("edge", edge.url(), null, "Authorization"));
    }

    private EdgePurges purges(EdgeOptions options, Edge... edges) {
        EdgePurges purges =
                new EdgePurges(List.of(edges), options, System::nanoTime, () -> new Random(1));
        opened.add(purges);
        return purges;
    }

    private static Edge edge(String name, URI url, @Nullable String token, String tokenHeader) {
        return new Edge(name, url, "PURGE", SurrogateKeys.HEADER, token, tokenHeader);
    }

    @Test
    void theWriteReturnsWhenTheEdgeHasForgotten() {
        purges(OPTIONS).purge(List.of("item/17", "two words"));
        assertThat(edge.received()).containsExactly("PURGE / item/17 two%20words");
    }

    @Test
    void aTokenGoesAlong() {
        purges(
                        OPTIONS,
                        edge("bearer", edge.url(), "s3cret", "Authorization"),
                        edge("key", edge.url(), "s3cret", "Edge-Key"))
                .purge(List.of("a"));
        assertThat(edge.header("Authorization")).contains("Bearer s3cret");
        assertThat(edge.header("Edge-Key")).contains("s3cret");
    }

    @Test
    void aTokenIsNotShown() {
        assertThat(edge("x", edge.url(), "s3cret", "Authorization").toString())
                .doesNotContain("s3cret");
    }

    @Test
    void whatComesDuringARequestMakesUpTheNextOne() {
        EdgePurges purges = purges(OPTIONS.withAwait(Duration.ZERO));
        edge.hold();
        purges.purge(List.of("first"));
        eventually(() -> edge.waiting() == 1);
        for (int i = 0; i < 100; i++) {
            purges.purge(List.of("item/" + i % 10));
        }
        edge.release();
        eventually(() -> edge.received().size() == 2);
        assertThat(edge.received().get(1))
                .isEqualTo(
                        "PURGE / "
                                + String.join(
                                        " ",
                                        IntStream.range(0, 10)
                                                .mapToObj(i -> "item/" + i)
                                                .toList()));
    }

    @Test
    void aFailingEdgeIsTriedUntilItTakesAllAndNobodyWaitsForIt() {
        EdgePurges purges = purges(OPTIONS);
        edge.answer(503);
        purges.purge(List.of("a"));
        eventually(() -> purges.status().getFirst().failing());
        long before = System.nanoTime();
        purges.purge(List.of("b"));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        EdgeStatus failing = purges.status().getFirst();
        assertThat(failing.pending()).isEqualTo(2);
        assertThat(failing.detail()).isEqualTo("answered 503");
        edge.answer(204);
        eventually(() -> purges.status().getFirst().pending() == 0);
        EdgeStatus well = purges.status().getFirst();
        assertThat(well.failing()).isFalse();
        assertThat(well.detail()).isEmpty();
        assertThat(well.failed()).isPositive();
        assertThat(edge.received()).contains("PURGE / a", "PURGE / b");
    }

    @Test
    void anUnreachableEdgeHoldsNobodyUpBeyondTheBound() {
        URI nobody = edge.url();
        edge.close();
        EdgePurges purges = purges(OPTIONS, edge("gone", nobody, null, "Authorization"));
        purges.purge(List.of("a"));
        eventually(() -> purges.status().getFirst().failing());
        assertThat(purges.status().getFirst().pending()).isEqualTo(1);
    }

    @Test
    void aSilentEdgeHoldsAWriteUpForTheBoundOnly() {
        EdgePurges purges = purges(OPTIONS.withAwait(Duration.ofMillis(50)));
        edge.hold();
        long before = System.nanoTime();
        purges.purge(List.of("a"));
        Duration took = Duration.ofNanos(System.nanoTime() - before);
        assertThat(took).isBetween(Duration.ofMillis(50), Duration.ofSeconds(5));
        edge.release();
    }

    @Test
    void tooManyKeysBecomeTheKeyOfAllAnswers() {
        EdgePurges purges = purges(OPTIONS.withAwait(Duration.ZERO).withMaxPending(20));
        edge.hold();
        purges.purge(List.of("first"));
        eventually(() -> edge.waiting() == 1);
        IntStream.range(0, 30).forEach(i -> purges.purge(List.of("item/" + i)));
        assertThat(purges.status().getFirst().pending()).isEqualTo(2);
        edge.release();
        eventually(() -> edge.received().size() == 2);
        assertThat(edge.received().get(1)).isEqualTo("PURGE / " + SurrogateKeys.EVERYTHING);
    }

    @Test
    void manyKeysGoInSeveralRequests() {
        List<String> tags = IntStream.range(0, 1_000).mapToObj(i -> "item/" + i).toList();
        purges(OPTIONS).purge(tags);
        Set<String> keys = new HashSet<>();
        for (String request : edge.received()) {
            List<String> some = List.of(request.substring("PURGE / ".length()).split(" "));
            assertThat(some).hasSizeLessThanOrEqualTo(256);
            keys.addAll(some);
        }
        assertThat(keys).containsExactlyInAnyOrderElementsOf(tags);
    }

    @Test
    void aPurgeIsRepeatedOnce() {
        EdgePurges purges = purges(OPTIONS.withRepeatAfter(Duration.ofMillis(50)));
        purges.purge(List.of("a"));
        eventually(() -> edge.received().size() == 2);
        purges.purge(List.of("b"));
        eventually(() -> edge.received().size() == 4);
        assertThat(edge.received())
                .containsExactly("PURGE / a", "PURGE / a", "PURGE / b", "PURGE / b");
    }

    @Test
    void closingSendsWhatIsPending() {
        EdgePurges purges =
                purges(OPTIONS.withAwait(Duration.ZERO).withRepeatAfter(Duration.ofHours(1)));
        purges.purge(List.of("a"));
        purges.close();
        assertThat(edge.received()).contains("PURGE / a");
    }

    @Test
    void noTagsAndNoEdgesAreNothing() {
        purges(OPTIONS).purge(List.of());
        purges(OPTIONS, new Edge[0]).purge(List.of("a"));
        assertThat(edge.received()).isEmpty();
    }

    @Test
    void nonsenseIsRefusedByName() {
        assertThatThrownBy(() -> edge("x", URI.create("ftp://x"), null, "Authorization"))
                .hasMessageContaining("url");
        assertThatThrownBy(() -> new Edge("x", edge.url(), "PU RGE", "Surrogate-Key", null, "A"))
                .hasMessageContaining("method");
        assertThatThrownBy(() -> OPTIONS.withAwait(Duration.ofSeconds(11)))
                .hasMessageContaining("await");
        Edge twice = edge("x", edge.url(), null, "Authorization");
        assertThatThrownBy(() -> purges(OPTIONS, twice, twice)).hasMessageContaining("distinct");
    }

    private static void eventually(BooleanSupplier fact) {
        long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!fact.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(2_000_000);
        }
    }
}
