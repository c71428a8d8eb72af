package io.headroom.postgres.advisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.embedded.EmbeddedPostgres;
import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.postgres.ServerVersion;
import io.headroom.postgres.plan.Plan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SandboxWhatIfIT extends WhatIfSuite {

    static final SandboxServer SERVER =
            new SandboxServer() {
                @Override
                public DataSource dataSource(String database) {
                    return server().dataSource(database);
                }

                @Override
                public Path dataDirectory() {
                    return server().dataDirectory().resolve("cluster");
                }

                private EmbeddedPostgres server() {
                    return TestServers.postgres();
                }
            };

    private final TestDatabase database = TestServers.newDatabase("advisor", WhatIfSuite::fill);

    @BeforeAll
    static void requireStatisticsThatCanBeRestored() {
        ServerVersion.assumeAtLeast(
                18, "the sandbox restores statistics (pg_restore_attribute_stats)");
    }

    @Override
    DataSource newDatabase() {
        return database.dataSource();
    }

    @Override
    void drop() {
        database.close();
    }

    @Override
    WhatIf open(DataSource service) throws SQLException {
        return WhatIf.inSandbox(SERVER).open(service);
    }

    @Override
    double sizeError(IndexDefinition index) {
        return 0.05;
    }

    @Override
    double costError(double real) {
        return 0.05 * real;
    }

    @Test
    void noRowReachesTheSandbox() throws Exception {
        whatIf.define(List.of());
        Plan plan = whatIf.plan(Question.of("SELECT * FROM purchase"), List.of());
        assertThat(plan.root().planRows()).isEqualTo(300_000);
        String sandbox = "";
        try (Connection admin = SERVER.dataSource("postgres").getConnection();
                Statement statement = admin.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT max(datname) FROM pg_database WHERE datname LIKE 'headroom_whatif%'")) {
            rows.next();
            sandbox = rows.getString(1);
        }
        try (Connection inside = SERVER.dataSource(sandbox).getConnection();
                Statement statement = inside.createStatement()) {
            assertThat(number(statement, "SELECT count(*) FROM purchase")).isZero();
            try (ResultSet rows =
                    statement.executeQuery("SELECT pg_relation_filepath('purchase')")) {
                rows.next();
                Path file = SERVER.dataDirectory().resolve(rows.getString(1));
                assertThat(Files.size(file)).isGreaterThan(10_000_000);
            }
        }
    }

    @Test
    void functionsOfTheServiceRunWithoutRights() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    CREATE FUNCTION spy() RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$
                    BEGIN
                        RETURN length(pg_read_file('PG_VERSION'));
                    END $$
                    """);
        }
        try (WhatIf fresh = SandboxWhatIf.open(SERVER, connection)) {
            assertThatThrownBy(() ->
                            fresh.plan(
                                    Question.of("SELECT * FROM customer WHERE id = spy()"),
                                    List.of()))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void closingDropsTheSandbox() throws SQLException {
        whatIf.close();
        try (Connection admin = SERVER.dataSource("postgres").getConnection();
                Statement statement = admin.createStatement()) {
            assertThat(
                            number(
                                    statement,
                                    "SELECT count(*) FROM pg_database WHERE datname LIKE 'headroom_whatif%'"))
                    .isZero();
        }
    }

    @Test
    void checksumsAreThoseOfPostgres() throws Exception {
        String path;
        try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
            try (ResultSet rows =
                    statement.executeQuery("SELECT pg_relation_filepath('purchase_pkey')")) {
                rows.next();
                path = rows.getString(1);
            }
        }
        byte[] file = Files.readAllBytes(SERVER.dataDirectory().resolve(path));
        for (int block = 0; block < 20; block++) {
            byte[] page = Arrays.copyOfRange(file, block * 8192, (block + 1) * 8192);
            short stored = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).getShort(8);
            assertThat(BtreePages.checksum(page, block)).isEqualTo(stored);
        }
    }

    @Test
    void hypoPgThatIsNotInstalledIsSaidSo() {
        assertThatThrownBy(() -> HypoPgWhatIf.open(service()))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("CREATE EXTENSION hypopg");
    }
}
