package io.headroom.marketplace.launcher;

import io.headroom.marketplace.loading.CatalogueLoader;
import io.headroom.marketplace.sales.Views;
import java.io.Console;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import javax.sql.DataSource;

/// Where the launcher gets what other packages offer.
final class Wiring {

    private Wiring() {}

    /// What loads the catalogue, and the figures that are derived from it.
    static CatalogueStep catalogue() {
        InstantSource clock = InstantSource.system();
        return new LoadedCatalogue(
                new CatalogueLoader(
                        connection -> Views.refreshAll(connection, clock),
                        clock,
                        System::nanoTime,
                        Optional.ofNullable(System.console())
                                .map(Console::isTerminal)
                                .orElse(false)));
    }

    private record LoadedCatalogue(CatalogueLoader loader) implements CatalogueStep {
        @Override
        public boolean isCurrent(DataSource database, String source) {
            return loader.isCurrent(database, source);
        }

        @Override
        public void load(
                DataSource database, String source, PrintStream terminal, Path dataDirectory) {
            terminal.println(loader.load(database, source, terminal, dataDirectory).toText());
        }
    }
}
