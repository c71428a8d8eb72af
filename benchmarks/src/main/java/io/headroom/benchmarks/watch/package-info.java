/// `./headroom bench watch-overhead`: what watching costs a service under load.
///
/// Two processes of one kind differ by more than what is looked for, so one shop is measured with
/// the watches on and off in turn. A switch is put into its process from outside, since the product
/// has none: [io.headroom.benchmarks.watch.SwitchAgent] brings
/// [io.headroom.benchmarks.watch.SwitchAutoConfiguration] onto its class path.
///
/// The story starts at [io.headroom.benchmarks.watch.WatchOverhead#main].
@NullMarked
package io.headroom.benchmarks.watch;

import org.jspecify.annotations.NullMarked;
