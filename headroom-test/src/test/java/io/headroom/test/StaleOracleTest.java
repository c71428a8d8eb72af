package io.headroom.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StaleOracleTest {

    private final ManualTime time = new ManualTime();
    private final StaleOracle oracle = new StaleOracle(time::nanos);

    @Test
    void aReadBesideAnInvalidationIsNeverStale() {
        long began = oracle.readBegins();
        pass(5);
        oracle.acknowledged("a", 2);
        pass(5);
        oracle.observed("a", 1, began);
        oracle.observed("a", 2, began);

        assertThat(oracle.verdict().staleReads()).isZero();
        assertThat(oracle.verdict().reads()).isEqualTo(2);
    }

    @Test
    void aReadThatBeganInTheInstantOfTheReturnIsNotStale() {
        oracle.acknowledged("a", 2);
        oracle.observed("a", 1, oracle.readBegins());

        assertThat(oracle.verdict().staleReads()).isZero();
    }

    @Test
    void anOlderVersionAfterTheInvalidationIsStaleWithTheAgeAtWhichTheReadBegan() {
        oracle.acknowledged("a", 2);
        pass(30);
        long began = oracle.readBegins();
        pass(400);
        oracle.observed("a", 1, began);

        StaleVerdict verdict = oracle.verdict();
        assertThat(verdict.staleReads()).isEqualTo(1);
        assertThat(verdict.oldestAge()).isEqualTo(Duration.ofMillis(30));
        assertThat(verdict.worst())
                .containsExactly(new StaleVerdict.Read("a", 1, began, 30_000_000));
    }

    @Test
    void theAgeCountsFromTheFirstInvalidationThatShouldHaveRemovedTheValue() {
        oracle.acknowledged("a", 2);
        pass(10);
        oracle.acknowledged("a", 3);
        pass(10);
        oracle.acknowledged("a", 4);
        pass(10);
        read("a", 1);
        read("a", 2);
        read("a", 3);
        read("a", 4);

        StaleVerdict.Ages ages = oracle.verdict().ages();
        assertThat(ages.count()).isEqualTo(3);
        assertThat(ages.quantile(0)).isEqualTo(Duration.ofMillis(10));
        assertThat(ages.quantile(0.5)).isEqualTo(Duration.ofMillis(20));
        assertThat(ages.quantile(1)).isEqualTo(Duration.ofMillis(30));
    }

    @Test
    void anInvalidationThatReturnsBeforeThatOfAnEarlierVersionOutdatesBoth() {
        oracle.acknowledged("a", 3);
        pass(10);
        oracle.acknowledged("a", 2);
        pass(10);
        read("a", 1);
        read("a", 2);
        read("a", 3);

        StaleVerdict verdict = oracle.verdict();
        assertThat(verdict.staleReads()).isEqualTo(2);
        assertThat(verdict.ages().quantile(0)).isEqualTo(Duration.ofMillis(20));
        assertThat(oracle.expectedAtLeast("a")).isEqualTo(3);
    }

    @Test
    void aVersionNewerThanAllAcknowledgedOnesIsNotStale() {
        oracle.acknowledged("a", 2);
        pass(10);
        read("a", 7);
        read("b", 0);

        assertThat(oracle.verdict().staleReads()).isZero();
        assertThat(oracle.expectedAtLeast("b")).isZero();
    }

    @Test
    void onlyReadsOlderThanTheBoundAreBeyondIt() {
        oracle.acknowledged("a", 2);
        for (int i = 0; i < 4; i++) {
            pass(1_000);
            read("a", 1);
        }

        StaleVerdict verdict = oracle.verdict();
        assertThat(verdict.staleBeyond(Duration.ZERO)).isEqualTo(4);
        assertThat(verdict.staleBeyond(Duration.ofSeconds(2))).isEqualTo(2);
        assertThat(verdict.staleBeyond(Duration.ofSeconds(4))).isZero();
    }

    @Test
    void aKeyIsStillStaleWhenItsLastReadOnAnyNodeWasStale() {
        StaleWitness one = oracle.node("one");
        StaleWitness two = oracle.node("two");
        one.acknowledged("healed", 2);
        one.acknowledged("stuck", 2);
        pass(10);
        one.read("healed", () -> 1L, version -> version);
        one.read("stuck", () -> 1L, version -> version);
        pass(10);
        one.read("healed", () -> 2L, version -> version);
        two.read("stuck", () -> 2L, version -> version);

        assertThat(oracle.verdict().keysStillStale()).containsExactly("stuck");
    }

    @Test
    void theLastReadIsTheOneThatBeganLast() {
        oracle.acknowledged("a", 2);
        pass(10);
        long first = oracle.readBegins();
        pass(10);
        long second = oracle.readBegins();
        oracle.observed("a", 2, second);
        oracle.observed("a", 1, first);

        assertThat(oracle.verdict().keysStillStale()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void itFindsWhatAComparisonWithEveryWriteFinds(long seed) {
        Random random = new Random(seed);
        record Write(long version, long nanos) {}
        List<Write> writes = new ArrayList<>();
        long expected = 0;
        for (int i = 0; i < 2_000; i++) {
            pass(random.nextInt(3));
            long version = Math.max(0, i / 10 + random.nextInt(20) - 10);
            if (random.nextInt(10) == 0) {
                oracle.acknowledged("a", version);
                writes.add(new Write(version, time.nanos()));
            } else {
                long began = time.nanos() - random.nextInt(5_000_000);
                oracle.observed("a", version, began);
                boolean stale =
                        writes.stream()
                                .anyMatch(write -> write.version > version && write.nanos < began);
                expected += stale ? 1 : 0;
            }
        }

        assertThat(oracle.verdict().staleReads())
                .as("seed " + seed)
                .isEqualTo(expected)
                .isPositive();
    }

    @Test
    void keysThatWouldBeTwoWordsAndNegativeVersionsAreRefused() {
        assertThatThrownBy(() -> oracle.acknowledged("a b", 1)).hasMessageContaining("key");
        assertThatThrownBy(() -> oracle.observed("", 1, 0)).hasMessageContaining("key");
        assertThatThrownBy(() -> oracle.acknowledged("a", -1)).hasMessageContaining("version");
    }

    private void read(String key, long version) {
        oracle.observed(key, version, oracle.readBegins());
    }

    private void pass(long millis) {
        time.advance(Duration.ofMillis(millis));
    }
}
