package io.headroom.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Plays small profiles against a server in this process. The limits on lateness are not what is
/// tried here, except where a test makes the generator late: a busy machine makes any run invalid.
class LoadTestIT {

    private static final List<Threshold> WIDE =
            List.of(
                    Threshold.below(Measure.SEARCH_P90_MILLIS, 1_000),
                    Threshold.below(Measure.ERROR_PERCENT, 1),
                    Threshold.above(Measure.HIT_RATE_PERCENT, 50),
                    Threshold.none(Measure.POOL_TIMEOUTS),
                    Threshold.none(Measure.STALE_READS));

    @TempDir Path folder;

    @Test
    void aShopThatKeepsItsLimitsPassesAndTheReportTellsIt() {
        try (TinyShop shop = new TinyShop()) {
            Report report = run(shop, profile(0), System::nanoTime);

            assertThat(report.thresholds()).allMatch(Threshold.Judgement::met);
            assertThat(report.outcome()).isIn(Outcome.PASSED, Outcome.INVALID);
            // 5 users for 2 s, 10 requests each.
            assertThat(count(report, "all")).isBetween(95L, 105L);
            assertThat(report.latencies()).containsKeys("browse", "search", "recommendation");
            assertThat(report.warmUpRequests()).isGreaterThan(20);
            assertThat(report.server().overallHitRatePercent()).isGreaterThan(50);
            assertThat(folder.resolve(Report.HTML)).isNotEmptyFile();
            assertThat(folder.resolve(Report.JSON)).isNotEmptyFile();
            assertThat(new Gatling(folder.resolve("gatling")).report())
                    .hasValueSatisfying(page -> assertThat(Files.isRegularFile(page)).isTrue());
        }
    }

    @Test
    void aSlowSearchMissesItsThreshold() {
        try (TinyShop shop = new TinyShop().slow(1_200)) {
            Report report = run(shop, profile(0), System::nanoTime);

            assertThat(missed(report)).contains("search p90");
            assertThat(report.outcome()).isIn(Outcome.FAILED, Outcome.INVALID);
        }
    }

    @Test
    void failuresMissTheirThresholdAndAreCountedByKind() {
        try (TinyShop shop = new TinyShop().failing(30)) {
            Report report = run(shop, profile(0), System::nanoTime);

            assertThat(missed(report)).contains("errors");
            assertThat(report.problems()).containsKey("status 503");
            assertThat(report.errorPercent()).isBetween(20.0, 40.0);
        }
    }

    @Test
    void aWriterReadsBackWhatItWrote() {
        try (TinyShop shop = new TinyShop()) {
            Report report = run(shop, profile(10), System::nanoTime);

            assertThat(report.writes()).isBetween(18L, 22L);
            assertThat(count(report, "read-back")).isEqualTo(report.writes());
            assertThat(report.staleReads()).isZero();
            assertThat(report.problems()).isEmpty();
        }
    }

    @Test
    void anOldVersionAfterAWriteIsAStaleRead() {
        try (TinyShop shop = new TinyShop().forgetful()) {
            Report report = run(shop, profile(10), System::nanoTime);

            assertThat(missed(report)).contains("stale reads");
            assertThat(report.staleReads()).isGreaterThanOrEqualTo(report.writes());
        }
    }

    @Test
    void answersThatAreHeldAreAskedForConditionally() {
        try (TinyShop shop = new TinyShop()) {
            run(shop, profile(0), System::nanoTime);

            assertThat(shop.conditionalRequests()).isPositive();
        }
    }

    @Test
    void aGeneratorThatIsLateMakesTheRunInvalid() {
        // Every look at this clock finds it a little further ahead, as on a machine that has no
        // time for
        // the generator.
        AtomicLong ahead = new AtomicLong();
        LongSupplier hurried = () -> System.nanoTime() + ahead.addAndGet(2_000_000);
        try (TinyShop shop = new TinyShop()) {
            Report report = run(shop, profile(0), hurried);

            assertThat(report.outcome()).isEqualTo(Outcome.INVALID);
            assertThat(report.outcome().exitStatus()).isEqualTo(3);
            assertThat(report.reasons()).isNotEmpty();
        }
    }

    @Test
    void withoutAShopTheRunIsRefused() {
        String url;
        try (TinyShop shop = new TinyShop()) {
            url = shop.url();
        }

        assertThatThrownBy(() -> run(url, profile(0), System::nanoTime))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("./headroom run");
    }

    @Test
    void aProfileThatWritesNeedsTheOperatorsToken() {
        assertThatThrownBy(() ->
                        new LoadTest.Setup(
                                profile(10),
                                1,
                                "http://127.0.0.1:1",
                                "",
                                Path.of("none"),
                                1,
                                folder,
                                ""))
                .hasMessageContaining("--data");
    }

    private Report run(TinyShop shop, Profile profile, LongSupplier nanoTime) {
        return run(shop.url(), profile, nanoTime);
    }

    private Report run(String url, Profile profile, LongSupplier nanoTime) {
        LoadTest.Setup setup =
                new LoadTest.Setup(
                        profile,
                        1,
                        url,
                        "secret",
                        folder.resolve("no-queries"),
                        1,
                        folder,
                        "./headroom load tiny");
        return new LoadTest(setup, nanoTime, InstantSource.system()).run();
    }

    private static Profile profile(double writesPerSecond) {
        return new Profile(
                "tiny",
                "three seconds with 5 users",
                List.of(
                        Phase.warmUp(5, Duration.ofSeconds(1)),
                        Phase.hold(5, Duration.ofSeconds(2))),
                writesPerSecond,
                WIDE);
    }

    private static long count(Report report, String group) {
        return report.latencies().getOrDefault(group, LatencySummary.EMPTY).count();
    }

    private static List<String> missed(Report report) {
        return report.thresholds().stream()
                .filter(judgement -> !judgement.met())
                .map(Threshold.Judgement::name)
                .toList();
    }
}
