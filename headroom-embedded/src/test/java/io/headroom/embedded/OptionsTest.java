package io.headroom.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    private final PostgresOptions postgres = PostgresOptions.durable(Path.of("data"));
    private final RedisOptions redis = RedisOptions.durable(Path.of("data"));

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void aPortBeyondTheRangeIsRefused(int port) {
        assertThatThrownBy(() -> postgres.withPort(port)).hasMessageContaining("0 to 65535");
        assertThatThrownBy(() -> redis.withPort(port)).hasMessageContaining("0 to 65535");
    }

    @Test
    void aSettingThatWouldBeTwoLinesIsRefused() {
        assertThatThrownBy(() -> postgres.withSetting("work_mem", "1MB\nfsync=off"))
                .hasMessageContaining("settings: work_mem");
        assertThatThrownBy(() -> redis.withSetting("maxmemory", "1mb\nsave 1 1"))
                .hasMessageContaining("settings: maxmemory");
        assertThatThrownBy(() -> postgres.withSetting("a b", "1"))
                .hasMessageContaining("no name of a setting");
    }

    @Test
    void aPasswordThatRedisWouldReadOtherwiseIsRefused() {
        assertThatThrownBy(() -> redis.withPassword("two words")).hasMessageContaining("password");
    }

    @Test
    void aTimeoutOfZeroIsRefused() {
        assertThatThrownBy(() -> postgres.withStartTimeout(Duration.ZERO))
                .hasMessageContaining("startTimeout");
    }

    @Test
    void aClusterThatCannotElectIsRefused() {
        assertThatThrownBy(() -> ClusterOptions.temporary().withMasters(2))
                .hasMessageContaining("masters");
        assertThatThrownBy(() -> ClusterOptions.temporary().withReplicasPerMaster(-1))
                .hasMessageContaining("replicasPerMaster");
        assertThatThrownBy(() -> ReplicationOptions.temporary().withReplicas(0))
                .hasMessageContaining("replicas");
    }

    @Test
    void theDataDirectoryIsAbsolute() {
        assertThat(postgres.dataDirectory()).isAbsolute();
    }
}
