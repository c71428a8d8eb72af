package io.headroom.postgres;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headroom.core.Bytes;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefreshOptionsTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "Popular", "a b", "x; DROP TABLE item", "a.b.c", "1a", "\"a\""})
    void aNameThatIsNoIdentifierIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MaterializedView(name, Duration.ofHours(1)))
                .withMessageContaining("name");
    }

    @Test
    void anIntervalOfZeroIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MaterializedView("popular", Duration.ZERO))
                .withMessageContaining("interval");
    }

    @Test
    void limitsOutOfRangeAreRefusedByName() {
        Duration second = Duration.ofSeconds(1);
        Bytes memory = Bytes.ofMegabytes(4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RefreshLimits(Duration.ZERO, second, memory))
                .withMessageContaining("statementTimeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RefreshLimits(second, Duration.ofDays(2), memory))
                .withMessageContaining("lockTimeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RefreshLimits(second, second, Bytes.of(1)))
                .withMessageContaining("workMemory");
    }
}
