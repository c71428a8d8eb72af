package io.headroom.marketplace.launcher;

import java.io.PrintStream;
import java.nio.file.Path;
import javax.sql.DataSource;

/// Fills the shop's tables; the place where the launcher meets what loads catalogues.
interface CatalogueStep {

    /// Whether the catalogue in the database is this source's, as it is now.
    ///
    /// @param source `demo` or a file
    boolean isCurrent(DataSource database, String source);

    /// Replaces the catalogue by the source's.
    ///
    /// @param terminal where progress goes
    /// @param dataDirectory where files about refused lines go
    void load(DataSource database, String source, PrintStream terminal, Path dataDirectory);
}
