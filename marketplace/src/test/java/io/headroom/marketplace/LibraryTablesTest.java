package io.headroom.marketplace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A migration that has run somewhere cannot change, so it has the text of the library's file, not
/// a reference to it.
class LibraryTablesTest {

    @ParameterizedTest
    @CsvSource({
        "V5__jobs.sql, /io/headroom/jobs/headroom_jobs.sql",
        "V7__alerts.sql, /io/headroom/operations/alert/delivery/headroom_alerts.sql"
    })
    void theMigrationIsTheLibrarysFile(String migration, String file) throws IOException {
        String content = read("/db/migration/" + migration);
        assertThat(content.substring(content.indexOf('\n') + 1)).isEqualTo(read(file));
    }

    @ParameterizedTest
    @CsvSource({
        "V3__sales_views.sql, /io/headroom/postgres/headroom_view_refresh.sql",
        "V4__performance_views.sql, /io/headroom/postgres/maintenance/headroom_maintenance.sql"
    })
    void theMigrationHasTheTableOfTheLibrary(String migration, String file) throws IOException {
        String own = read(file);
        assertThat(read("/db/migration/" + migration))
                .contains(own.substring(own.indexOf("CREATE TABLE")));
    }

    private static String read(String resource) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(LibraryTablesTest.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
