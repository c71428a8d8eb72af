/// `./headroom bench index-recovery`: drops indexes that the running shop needs, and watches the
/// advisor find them and the shop get them back under load.
///
/// The story starts at [io.headroom.benchmarks.recovery.IndexRecovery#main].
@NullMarked
package io.headroom.benchmarks.recovery;

import org.jspecify.annotations.NullMarked;
