package io.headroom.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileTest {

    @ParameterizedTest
    @CsvSource({
        "load, 420, 2000",
        "stress, 840, 10000",
        "spike, 240, 10000",
        "soak, 2040, 1000",
        "b-100, 300, 100",
        "b-spike, 180, 500",
        "b-ramp, 360, 1000",
        "b-endurance, 1800, 200",
        "c-users, 300, 10000",
        "c-mixed, 300, 500"
    })
    void everyProfileLastsAndOffersWhatTheSpecificationSays(
            String name, long seconds, double peakRate) {
        Profile profile = Profile.named(name).orElseThrow();

        assertThat(profile.measured()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(profile.peakRate()).isEqualTo(peakRate);
    }

    @Test
    void theSpikeRisesWithinTenSeconds() {
        Phase rise = Profile.named("spike").orElseThrow().phases().get(2);

        assertThat(rise.fromUsers()).isEqualTo(50);
        assertThat(rise.toUsers()).isEqualTo(1_000);
        assertThat(rise.duration()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void theFactorShortensTimesAndKeepsRates() {
        Profile profile = Profile.named("load").orElseThrow();
        Profile shorter = profile.shortened(0.05);

        assertThat(shorter.measured()).isEqualTo(Duration.ofSeconds(21));
        assertThat(shorter.warmUp()).isEqualTo(Duration.ofSeconds(5));
        assertThat(shorter.peakRate()).isEqualTo(profile.peakRate());
        assertThat(profile.shortened(1)).isEqualTo(profile);
    }

    @Test
    void aFactorOutsideOfItsRangeIsRefused() {
        Profile profile = Profile.named("load").orElseThrow();

        assertThatThrownBy(() -> profile.shortened(0)).hasMessageContaining("--factor");
        assertThatThrownBy(() -> profile.shortened(1.5)).hasMessageContaining("--factor");
        assertThatThrownBy(() -> profile.shortened(Double.NaN)).hasMessageContaining("--factor");
    }

    @Test
    void aThousandRequestsASecondAreDemandedWhereMoreAreOffered() {
        assertThat(demandsRate("load")).isTrue();
        assertThat(demandsRate("stress")).isTrue();
        assertThat(demandsRate("soak")).isFalse();
        assertThat(demandsRate("b-ramp")).isFalse();
    }

    private static boolean demandsRate(String name) {
        return Profile.named(name).orElseThrow().thresholds().stream()
                .anyMatch(threshold -> threshold.measure() == Measure.PEAK_RATE);
    }

    @Test
    void thePeakIsFoundBehindTheWarmUp() {
        Profile profile = Profile.named("load").orElseThrow();

        assertThat(profile.peakStart()).isEqualTo(Duration.ofMinutes(4));
        assertThat(profile.peak().toUsers()).isEqualTo(200);
    }

    @Test
    void aProfileThatWarmsUpInTheMiddleIsRefused() {
        List<Phase> phases =
                List.of(
                        Phase.hold(1, Duration.ofSeconds(1)),
                        Phase.warmUp(1, Duration.ofSeconds(1)));

        assertThatThrownBy(() -> new Profile("odd", "", phases, 0, List.of()))
                .hasMessageContaining("warm up first");
    }

    @Test
    void arrivalsKeepTheRateOfEverySecond() {
        List<Phase> phases =
                List.of(
                        Phase.ramp(10, 50, Duration.ofSeconds(10)),
                        Phase.hold(50, Duration.ofSeconds(5)),
                        Phase.ramp(50, 10, Duration.ofSeconds(10)));
        Arrivals arrivals = Arrivals.ofUsers(phases, 7);
        int[] bySecond = new int[25];
        for (long i = 0; i < arrivals.count(); i++) {
            bySecond[(int) arrivals.due(i).toSeconds()]++;
        }

        assertThat(arrivals.count()).isEqualTo(300 + 250 + 300);
        assertThat(bySecond[0]).isCloseTo(12, within(1));
        assertThat(bySecond[9]).isCloseTo(48, within(1));
        assertThat(bySecond[12]).isCloseTo(50, within(1));
        assertThat(bySecond[24]).isCloseTo(12, within(1));
    }

    @Test
    void arrivalsComeInTheirOrderAndDoNotMarchInStep() {
        Arrivals arrivals = Arrivals.ofUsers(List.of(Phase.hold(100, Duration.ofSeconds(10))), 1);
        long longest = 0;
        for (long i = 1; i < arrivals.count(); i++) {
            Duration gap = arrivals.due(i).minus(arrivals.due(i - 1));
            assertThat(gap).isGreaterThanOrEqualTo(Duration.ZERO);
            longest = Math.max(longest, gap.toMillis());
        }

        assertThat(longest).isBetween(12L, 20L);
        assertThat(arrivals.due(17)).isEqualTo(arrivals.due(17));
    }
}
