/// `./headroom bench watch-overhead`: what watching costs a service under load.
///
/// Two processes of one kind differ by more than what is looked for, and so does one process six
/// seconds later; so two shops are measured at the same time, one with the watches and one without,
/// and then the other way round. A switch is put into their processes from outside, since the
/// product has none: [io.headroom.benchmarks.watch.SwitchAgent] brings
/// [io.headroom.benchmarks.watch.SwitchAutoConfiguration] onto its class path.
///
/// The story starts at [io.headroom.benchmarks.watch.WatchOverhead#main].
@NullMarked
package io.headroom.benchmarks.watch;

import org.jspecify.annotations.NullMarked;
