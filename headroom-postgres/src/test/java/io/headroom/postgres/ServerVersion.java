package io.headroom.postgres;

import io.headroom.embedded.TestServers;
import org.junit.jupiter.api.Assumptions;

/// What the tests' server can do: the same suite runs on PostgreSQL 13 to 18, chosen by the
/// variable `HEADROOM_TEST_POSTGRES` ([TestServers]).
public final class ServerVersion {

    private ServerVersion() {}

    /// The tests' server's, such as 18.
    public static int major() {
        return TestServers.postgres().majorVersion();
    }

    /// Skips the test on an older server.
    ///
    /// @param why what the test needs of this version
    public static void assumeAtLeast(int version, String why) {
        Assumptions.assumeTrue(
                major() >= version,
                () ->
                        "needs PostgreSQL %d: %s; this server is of version %d"
                                .formatted(version, why, major()));
    }
}
