package io.headroom.spring.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PriorityPathsTest {

    @Test
    void anApplicationsPathsStandBesideHeadroomsOwn() {
        PriorityPaths paths = PriorityPaths.with(List.of("/catalog/metrics"));
        assertThat(paths.contain("/catalog/metrics/json")).isTrue();
        assertThat(paths.contain("/health")).isTrue();
        assertThat(paths.contain("/catalog/metricsx")).isFalse();
        assertThat(PriorityPaths.with(List.of()).contain("/catalog/metrics")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"catalog", "/catalog/", "/", ""})
    void whatCannotBeAPathIsNamed(String wrong) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PriorityPaths.with(List.of(wrong)))
                .withMessageContaining("headroom.http.overload.priority-paths")
                .withMessageContaining("'" + wrong + "'");
    }
}
