package io.headroom.marketplace.search;

import org.springframework.jdbc.core.simple.JdbcClient;

/// Tells one load of the catalogue from another: a catalogue that was replaced as a whole has
/// nothing to follow, its index must be built anew.
final class CatalogueEdition {

    private static final String CURRENT =
            """
            SELECT coalesce(
                (SELECT checksum || '@' || extract(epoch FROM loaded_at) FROM catalogue_source),
                'living')
            """;

    private final JdbcClient jdbc;

    CatalogueEdition(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    String current() {
        return jdbc.sql(CURRENT).query(String.class).single();
    }
}
