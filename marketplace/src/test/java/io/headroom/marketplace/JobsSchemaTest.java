package io.headroom.marketplace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class JobsSchemaTest {

    @Test
    void theMigrationIsTheLibrarysFile() throws IOException {
        String migration = read("/db/migration/V5__jobs.sql");
        assertThat(migration.substring(migration.indexOf('\n') + 1))
                .isEqualTo(read("/io/headroom/jobs/headroom_jobs.sql"));
    }

    private static String read(String resource) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(JobsSchemaTest.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
