package io.headroom.marketplace.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class StatementEntitiesIT {

    @Test
    void entitiesAreTheRelationsThatMigrationsCreate() {
        try (TestDatabase database =
                TestServers.newDatabase(
                        "entities", each -> Flyway.configure().dataSource(each).load().migrate())) {
            assertThat(
                            JdbcClient.create(database.dataSource())
                                    .sql(
                                            """
                                            SELECT relname
                                            FROM pg_class c
                                            WHERE relnamespace = 'public'::regnamespace
                                              AND relkind IN ('r', 'p', 'v', 'm')
                                              AND NOT relispartition
                                              AND relname NOT LIKE 'headroom%'
                                              AND relname <> 'flyway_schema_history'
                                              AND NOT EXISTS (
                                                  SELECT FROM pg_depend d
                                                  WHERE d.objid = c.oid AND d.deptype = 'e')
                                            """)
                                    .query(String.class)
                                    .set())
                    .isEqualTo(StatementKind.ENTITIES);
        }
    }
}
