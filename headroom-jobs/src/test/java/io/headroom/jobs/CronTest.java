package io.headroom.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    * * * * *          | 2026-01-01T12:00:30Z | 2026-01-01T12:01:00Z
                    */15 * * * *       | 2026-01-01T12:46:00Z | 2026-01-01T13:00:00Z
                    0 2 * * *          | 2026-01-01T12:00:00Z | 2026-01-02T02:00:00Z
                    30 9 * * mon-fri   | 2026-01-02T10:00:00Z | 2026-01-05T09:30:00Z
                    0 0 1 jan,jul *    | 2026-01-01T00:00:00Z | 2026-07-01T00:00:00Z
                    0 0 13 * 5         | 2026-01-01T00:00:00Z | 2026-01-02T00:00:00Z
                    0 0 29 2 *         | 2026-01-01T00:00:00Z | 2028-02-29T00:00:00Z
                    0 0 * * 7          | 2026-01-01T00:00:00Z | 2026-01-04T00:00:00Z
                    5-10/5 8 * * *     | 2026-01-01T08:05:00Z | 2026-01-01T08:10:00Z
                    @monthly           | 2026-01-15T00:00:00Z | 2026-02-01T00:00:00Z
                    """)
    void theNextTimeIsTheFirstThatFits(String cron, String after, String next) {
        assertThat(Cron.parse(cron).next(Instant.parse(after), ZoneId.of("UTC")))
                .isEqualTo(Instant.parse(next));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    30 2 * * *   | 2026-03-29T00:00:00Z | 2026-03-29T01:00:00Z
                    30 2 * * *   | 2026-03-29T01:00:00Z | 2026-03-30T00:30:00Z
                    30 2 * * *   | 2026-10-25T00:00:00Z | 2026-10-25T00:30:00Z
                    30 2 * * *   | 2026-10-25T00:30:00Z | 2026-10-26T01:30:00Z
                    30 * * * *   | 2026-10-25T00:30:00Z | 2026-10-25T01:30:00Z
                    30 * * * *   | 2026-10-25T01:30:00Z | 2026-10-25T02:30:00Z
                    */20 * * * * | 2026-03-29T00:40:00Z | 2026-03-29T01:00:00Z
                    """)
    void clocksThatAreChangedNeitherLoseNorRepeatADailyTime(
            String cron, String after, String next) {
        assertThat(Cron.parse(cron).next(Instant.parse(after), BERLIN))
                .isEqualTo(Instant.parse(next));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    60 * * * *    | position 1: minute must be 0 to 59, but is 60
                    0 2 * *       | position 8: the field 'day of week' is missing
                    0 2 * * * *   | position 11: there are more than five fields
                    0 2 * * mun   | position 9: 'mun' is no day of week
                    0 9-5 * * *   | position 3: the range 9-5 runs backwards
                    */0 * * * *   | position 3: a step must be at least 1
                    0 2 x * *     | position 5: 'x' is no day of month
                    0 2? * * *    | position 4: unexpected '?' in the field 'hour'
                    1, * * * *    | position 3: a number is missing before ' '
                    """)
    void aWrongTextIsRefusedWithThePosition(String cron, String message) {
        assertThatThrownBy(() -> Cron.parse(cron))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aScheduleThatIsNeverDueSaysSo() {
        assertThatThrownBy(() -> Cron.parse("0 0 30 2 *").next(Instant.EPOCH, BERLIN))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("never due");
    }
}
