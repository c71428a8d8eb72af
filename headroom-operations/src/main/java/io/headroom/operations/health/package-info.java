/// How well a service is, from 0 to 100, with every lost point explained:
/// [io.headroom.operations.health.HealthReport#of] adds up what
/// [io.headroom.operations.health.HealthCheck]s found.
@NullMarked
package io.headroom.operations.health;

import org.jspecify.annotations.NullMarked;
