package io.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every shared tier does, through the seam alone: one subclass for each kind.
@Timeout(120)
public abstract class L2Suite {

    /// Longer than any answer takes on a busy machine.
    protected static final Duration PATIENT = Duration.ofSeconds(3);

    protected static final Duration LEASE = Duration.ofSeconds(20);
    protected static final Duration TTL = Duration.ofMinutes(10);

    private static final AtomicInteger tests = new AtomicInteger();

    private final String space = "t" + tests.incrementAndGet();
    private final List<Node> nodes = new ArrayList<>();

    /// Connects one more node to the tier under test.
    ///
    /// @param space what it shares with other nodes
    protected abstract L2 connect(String space);

    /// The space of this test.
    protected final String space() {
        return space;
    }

    /// A node with one cache, which writes down what it hears.
    protected static final class Node implements L2Listener, L2.TagListener {

        public final L2 l2;
        public final L2Store store;
        public final Collection<String> heard = new ConcurrentLinkedQueue<>();

        Node(L2 l2) {
            this.l2 = l2;
            l2.onTags(this);
            store = l2.open("items", this);
        }

        @Override
        public void invalidated(String key) {
            heard.add("key " + key);
        }

        @Override
        public void matchingInvalidated(String glob) {
            heard.add("matching " + glob);
        }

        @Override
        public void cleared() {
            heard.add("cleared");
        }

        @Override
        public void gap() {
            heard.add("gap");
        }

        @Override
        public void invalidated(Collection<String> tags) {
            tags.forEach(tag -> heard.add("tag " + tag));
        }

        public L2Read readOrLease(String key) {
            return store.readOrLease(List.of(key), LEASE, PATIENT).getFirst();
        }

        public L2Token lease(String key) {
            L2Read answer = readOrLease(key);
            assertThat(answer).as(key).isInstanceOf(L2Read.Granted.class);
            return ((L2Read.Granted) answer).token();
        }

        public L2Store.Fill fill(L2Token token, String value, String... tags) {
            return store.fill(token, bytes(value), List.of(tags), TTL)
                    .toCompletableFuture()
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
        }

        public void load(String key, String value, String... tags) {
            assertThat(fill(lease(key), value, tags)).as(key).isEqualTo(L2Store.Fill.STORED);
        }

        /// The value, `-` when there is none, `?` without an answer.
        public String text(String key) {
            return switch (store.read(List.of(key), PATIENT).getFirst()) {
                case L2Read.Found(byte[] value, _) -> new String(value, StandardCharsets.UTF_8);
                case L2Read.Unavailable() -> "?";
                default -> "-";
            };
        }

        public boolean isCoherent(String key) {
            return store.coherence(key).holds(System.nanoTime());
        }

        public boolean isWell() {
            L2Health health = l2.health();
            return health.state() == L2Health.State.CLOSED && health.logConnected();
        }
    }

    protected final Node node() {
        Node node = new Node(connect(space));
        nodes.add(node);
        return node;
    }

    @AfterEach
    final void closeNodes() {
        nodes.forEach(node -> node.l2.close());
    }

    protected static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    protected static L2Receipt acknowledged(L2Write write) {
        assertThat(write).isInstanceOf(L2Write.Acknowledged.class);
        return ((L2Write.Acknowledged) write).receipt();
    }

    protected static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            pause(Duration.ofMillis(2));
        }
    }

    public static void pause(Duration time) {
        try {
            var _ = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    protected static Duration took(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Test
    protected void whatOneNodeFilledAnotherFindsWithItsTags() {
        Node a = node();
        Node b = node();
        a.load("k", "v", "red", "blue");
        L2Read found = b.readOrLease("k");
        assertThat(found).isInstanceOf(L2Read.Found.class);
        assertThat(((L2Read.Found) found).tags()).containsExactly("red", "blue");
        assertThat(b.text("k")).isEqualTo("v");
        assertThat(b.text("other")).isEqualTo("-");
    }

    @Test
    protected void aMereLookTakesNoLease() {
        Node a = node();
        assertThat(a.text("k")).isEqualTo("-");
        assertThat(a.readOrLease("k")).isInstanceOf(L2Read.Granted.class);
    }

    @Test
    protected void manyKeysAreAnsweredInTheirOrder() {
        Node a = node();
        Node b = node();
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            keys.add("k" + i);
            if (i % 3 == 0) {
                a.load("k" + i, "v" + i);
            } else if (i % 3 == 1) {
                a.lease("k" + i);
            }
        }
        List<L2Read> answers = b.store.readOrLease(keys, LEASE, PATIENT);
        for (int i = 0; i < 90; i++) {
            switch (answers.get(i)) {
                case L2Read.Found(byte[] value, _) -> assertThat(value).isEqualTo(bytes("v" + i));
                case L2Read.Busy(Duration left) -> {
                    assertThat(i % 3).isEqualTo(1);
                    assertThat(left).isPositive().isLessThanOrEqualTo(LEASE);
                }
                case L2Read.Granted(L2Token token) -> {
                    assertThat(i % 3).isEqualTo(2);
                    b.fill(token, "w" + i);
                }
                case L2Read.Absent(), L2Read.Unavailable() ->
                        throw new AssertionError(keys.get(i) + " " + answers.get(i));
            }
        }
        assertThat(a.text("k2")).isEqualTo("w2");
        assertThat(a.store.readOrLease(List.of(), LEASE, PATIENT)).isEmpty();
    }

    @Test
    protected void theSecondAskerIsBusyUntilTheLeaseIsGivenBack() {
        Node a = node();
        Node b = node();
        L2Token token = a.lease("k");
        assertThat(b.readOrLease("k")).isInstanceOf(L2Read.Busy.class);
        a.store.release(token);
        await("released", () -> b.readOrLease("k") instanceof L2Read.Granted);
        assertThat(a.fill(token, "late")).isEqualTo(L2Store.Fill.REJECTED);
        assertThat(a.readOrLease("k")).isInstanceOf(L2Read.Busy.class);
    }

    @Test
    protected void aLeaseThatRanOutRejectsTheFillAndARenewedOneDoesNot() {
        Node a = node();
        Duration brief = Duration.ofMillis(300);
        L2Token kept = token(a.store.readOrLease(List.of("kept"), brief, PATIENT).getFirst());
        L2Token lost = token(a.store.readOrLease(List.of("lost"), brief, PATIENT).getFirst());
        a.store.renew(kept, LEASE);
        await("the other one is over", () -> a.readOrLease("lost") instanceof L2Read.Granted);
        assertThat(a.fill(lost, "v")).isEqualTo(L2Store.Fill.REJECTED);
        assertThat(a.readOrLease("kept")).isInstanceOf(L2Read.Busy.class);
        assertThat(a.fill(kept, "v")).isEqualTo(L2Store.Fill.STORED);
    }

    private static L2Token token(L2Read read) {
        return ((L2Read.Granted) read).token();
    }

    @Test
    protected void anInvalidationOrAPutBetweenLeaseAndFillRejectsTheFill() {
        Node a = node();
        Node b = node();
        L2Token first = a.lease("k");
        L2Token second = a.lease("x:1");
        acknowledged(b.store.invalidate(List.of("k", "unknown")));
        acknowledged(b.store.put("x:1", bytes("put"), List.of("t"), TTL));
        assertThat(a.fill(first, "old")).isEqualTo(L2Store.Fill.REJECTED);
        assertThat(a.fill(second, "old", "t")).isEqualTo(L2Store.Fill.REJECTED);
        assertThat(a.text("k")).isEqualTo("-");
        assertThat(a.text("x:1")).isEqualTo("put");
        assertThat(a.fill(a.lease("k"), "new")).isEqualTo(L2Store.Fill.STORED);
        acknowledged(b.l2.invalidateTags(List.of("t")));
        assertThat(a.text("x:1")).isEqualTo("-");
    }

    @Test
    protected void aValueIsReplacedInTimeUnderALeaseWhileOthersStillFindIt() {
        Node a = node();
        Node b = node();
        a.load("k", "v1");
        L2Read granted = a.store.leaseToRefresh("k", LEASE, PATIENT);
        assertThat(granted).isInstanceOf(L2Read.Granted.class);
        assertThat(b.store.leaseToRefresh("k", LEASE, PATIENT)).isInstanceOf(L2Read.Busy.class);
        assertThat(b.text("k")).isEqualTo("v1");
        assertThat(a.fill(token(granted), "v2")).isEqualTo(L2Store.Fill.STORED);
        assertThat(b.text("k")).isEqualTo("v2");
    }

    @Test
    protected void aValueEndsWithItsTimeToLive() {
        Node a = node();
        L2Token token = a.lease("k");
        a.store
                .fill(token, bytes("v"), List.of(), Duration.ofMillis(200))
                .toCompletableFuture()
                .join();
        await("expired", () -> a.text("k").equals("-"));
    }

    @Test
    protected void aTagInvalidatesWhatCarriesItAndNothingElse() {
        Node a = node();
        Node b = node();
        for (int i = 0; i < 30; i++) {
            a.load("red" + i, "v", "red", "all");
            a.load("blue" + i, "v", "blue", "all");
        }
        acknowledged(b.l2.invalidateTags(List.of("red", "unknown")));
        for (int i = 0; i < 30; i++) {
            assertThat(a.text("red" + i)).isEqualTo("-");
            assertThat(b.text("blue" + i)).isEqualTo("v");
        }
        a.load("red1", "new", "red");
        acknowledged(b.l2.invalidateTags(List.of("blue")));
        assertThat(b.text("red1")).isEqualTo("new");
        assertThat(b.text("blue1")).isEqualTo("-");
        acknowledged(b.l2.invalidateTags(List.of("red")));
        assertThat(b.text("red1")).isEqualTo("-");
    }

    @Test
    protected void aTagThatIsInvalidatedDuringTheLoadRejectsTheFill() {
        Node a = node();
        Node b = node();
        a.load("first", "v", "red");
        L2Token red = a.lease("k1");
        L2Token green = a.lease("k2");
        a.load("k3", "v", "blue");
        acknowledged(b.store.invalidate(List.of("k3")));
        L2Token known = a.lease("k3");
        acknowledged(b.l2.invalidateTags(List.of("red", "never seen")));
        assertThat(a.fill(red, "old", "blue", "red")).isEqualTo(L2Store.Fill.REJECTED);
        assertThat(a.fill(green, "old", "never seen")).isEqualTo(L2Store.Fill.REJECTED);
        assertThat(a.fill(known, "v", "blue")).isEqualTo(L2Store.Fill.STORED);
        a.load("k1", "new", "blue", "red");
        a.load("k2", "new", "never seen");
        assertThat(b.text("k1")).isEqualTo("new");
        assertThat(b.text("k2")).isEqualTo("new");
    }

    @Test
    protected void aPrefixInvalidatesWhatBeginsWithItBeforeAndDuringTheLoad() {
        Node a = node();
        Node b = node();
        for (int i = 0; i < 20; i++) {
            a.load("user:17:" + i, "v");
            a.load("user:18:" + i, "v");
        }
        L2Token within = a.lease("user:17:x");
        L2Token beside = a.lease("user:18:x");
        acknowledged(b.store.invalidateMatching("user:17:*"));
        assertThat(a.fill(within, "old")).isEqualTo(L2Store.Fill.REJECTED);
        assertThat(a.fill(beside, "v")).isEqualTo(L2Store.Fill.STORED);
        for (int i = 0; i < 20; i++) {
            assertThat(a.text("user:17:" + i)).isEqualTo("-");
            assertThat(b.text("user:18:" + i)).isEqualTo("v");
        }
        acknowledged(b.store.invalidateMatching("user:*"));
        assertThat(a.text("user:18:1")).isEqualTo("-");
        a.load("user:17:1", "new");
        assertThat(b.text("user:17:1")).isEqualTo("new");
        acknowledged(b.store.invalidateMatching("user:1:*"));
        assertThat(b.text("user:17:1")).isEqualTo("new");
    }

    @Test
    protected void aPatternInvalidatesWhatMatchesBeforeAndDuringTheLoad() {
        Node a = node();
        Node b = node();
        List<String> matching =
                List.of("a-1-z", "a--z", "a-%-z", "a-\u00e4\u20ac\ud83d\ude00-z", "a-\n-z");
        List<String> others = List.of("b-1-z", "a-1-zz", "xa-1-z", "a-z", "A-1-Z");
        matching.forEach(key -> a.load(key, "v"));
        others.forEach(key -> a.load(key, "v"));
        L2Token within = a.lease("a-late-z");
        L2Token beside = a.lease("b-late-z");
        acknowledged(b.store.invalidateMatching("a-*-z"));
        assertThat(a.fill(within, "old")).isEqualTo(L2Store.Fill.REJECTED);
        assertThat(a.fill(beside, "v")).isEqualTo(L2Store.Fill.STORED);
        matching.forEach(key -> assertThat(b.text(key)).as(key).isEqualTo("-"));
        others.forEach(key -> assertThat(b.text(key)).as(key).isEqualTo("v"));
        a.load("a-1-z", "new");
        assertThat(b.text("a-1-z")).isEqualTo("new");
    }

    @Test
    protected void oneCharacterAndEscapesInPatternsMeanWhatTheySay() {
        Node a = node();
        List<String> all = List.of("k1", "k\u00e4", "k\ud83d\ude00", "k", "k12", "k*", "k?", "k\\");
        all.forEach(key -> a.load(key, "v"));
        acknowledged(a.store.invalidateMatching("k\\*"));
        assertThat(all).filteredOn(key -> a.text(key).equals("-")).containsExactly("k*");
        acknowledged(a.store.invalidateMatching("k\\?"));
        assertThat(a.text("k?")).isEqualTo("-");
        assertThat(a.text("k1")).isEqualTo("v");
        acknowledged(a.store.invalidateMatching("k?"));
        assertThat(all)
                .filteredOn(key -> a.text(key).equals("v"))
                .containsExactlyInAnyOrder("k", "k12");
    }

    @Test
    protected void moreBarriersThanArePossibleAreCompactedOrClearTheCache() {
        Node a = node();
        Node b = node();
        L2Token early = a.lease("p7-early-x");
        for (int i = 0; i < 150; i++) {
            a.load("p" + i + "-x", "v");
            acknowledged(b.store.invalidateMatching("p" + i + "-*x"));
            assertThat(a.text("p" + i + "-x")).as("pattern " + i).isEqualTo("-");
            assertThat(a.text("p" + (i / 2) + "-x")).isEqualTo("-");
        }
        assertThat(a.fill(early, "old")).isEqualTo(L2Store.Fill.REJECTED);
        a.load("p7-x", "new");
        assertThat(b.text("p7-x")).isEqualTo("new");
    }

    @Test
    protected void clearInvalidatesAllOfOneCacheBeforeAndDuringTheLoad() {
        Node a = node();
        Node b = node();
        L2Store other = a.l2.open("other", new Node(connect(space + "x")));
        for (int i = 0; i < 30; i++) {
            a.load("k" + i, "v", "t");
        }
        L2Token token = token(other.readOrLease(List.of("k"), LEASE, PATIENT).getFirst());
        L2Token late = a.lease("late");
        acknowledged(b.store.clear());
        assertThat(a.fill(late, "old")).isEqualTo(L2Store.Fill.REJECTED);
        assertThat(other.fill(token, bytes("v"), List.of("t"), TTL).toCompletableFuture().join())
                .isEqualTo(L2Store.Fill.STORED);
        for (int i = 0; i < 30; i++) {
            assertThat(a.text("k" + i)).isEqualTo("-");
        }
        assertThat(other.read(List.of("k"), PATIENT).getFirst()).isInstanceOf(L2Read.Found.class);
        acknowledged(b.store.invalidateMatching("*"));
        a.load("k1", "new");
        assertThat(b.text("k1")).isEqualTo("new");
    }

    @Test
    protected void anAskerAfterAClearDoesNotWaitForALoadFromBefore() {
        Node a = node();
        a.load("any", "v");
        L2Token before = a.lease("k");
        acknowledged(a.store.clear());
        L2Token after = a.lease("k");
        assertThat(a.fill(before, "old")).isEqualTo(L2Store.Fill.REJECTED);
        assertThat(a.fill(after, "new")).isEqualTo(L2Store.Fill.STORED);
    }

    @Test
    protected void othersHearOfEachInvalidationInItsOrderAndTheWriterDoesNot() {
        Node a = node();
        Node b = node();
        await("both follow", () -> a.isWell() && b.isWell());
        a.heard.clear();
        b.heard.clear();
        List.of(
                        a.store.invalidate(List.of("k1", "k2")),
                        a.store.put("k3", bytes("v"), List.of(), TTL),
                        a.l2.invalidateTags(List.of("t1", "t2")),
                        a.store.invalidateMatching("u:*"),
                        a.store.invalidateMatching("u*x"),
                        a.store.clear())
                .forEach(write -> assertThat(acknowledged(write).awaitApplied(PATIENT)).isTrue());
        assertThat(b.heard.stream().distinct())
                .containsExactlyInAnyOrder(
                        "key k1",
                        "key k2",
                        "key k3",
                        "tag t1",
                        "tag t2",
                        "matching u:*",
                        "matching u*x",
                        "cleared");
        assertThat(a.heard).isEmpty();
    }

    @Test
    protected void theLeaseHoldsWhileTheLogIsFollowedAndATokenIsSeenOnceApplied() {
        Node a = node();
        Node b = node();
        await("both are coherent", () -> a.isCoherent("k") && b.isCoherent("k"));
        assertThat(b.l2.health().stalenessBound()).isLessThan(a.l2.coherenceLease());
        assertThat(b.store.hasApplied("k", SessionToken.none())).isTrue();
        L2Receipt receipt = acknowledged(a.store.invalidate(List.of("k")));
        SessionToken token = new Invalidation.Logged(receipt).token();
        await("b has applied it", () -> b.store.hasApplied("k", token));
        assertThat(b.heard).contains("key k");
        await("a has as well", () -> a.store.hasApplied("k", token));
        pause(a.l2.coherenceLease());
        assertThat(a.isCoherent("k")).isTrue();
        a.l2.close();
        assertThat(a.isCoherent("k")).isFalse();
    }

    @Test
    protected void awaitingReturnsAsSoonAsAllNodesHaveAppliedIt() {
        Node a = node();
        Node b = node();
        Node c = node();
        // Until the list of nodes is older than a lease, the lease itself is awaited.
        pause(a.l2.coherenceLease().multipliedBy(2));
        Duration all =
                took(() -> {
                    for (int i = 0; i < 20; i++) {
                        L2Receipt receipt = acknowledged(a.store.invalidate(List.of("k" + i)));
                        assertThat(receipt.awaitApplied(PATIENT)).isTrue();
                        assertThat(b.heard).contains("key k" + i);
                        assertThat(c.heard).contains("key k" + i);
                    }
                });
        assertThat(all.dividedBy(20)).isLessThan(a.l2.coherenceLease().dividedBy(4));
        c.l2.close();
        assertThat(took(() -> acknowledged(a.store.invalidate(List.of("k"))).awaitApplied(PATIENT)))
                .isLessThan(a.l2.coherenceLease());
    }

    @Test
    protected void theClockIsTheServers() {
        Node a = node();
        Node b = node();
        assertThat(Duration.between(a.l2.clock().instant(), b.l2.clock().instant()).abs())
                .isLessThan(Duration.ofMillis(500));
    }
}
