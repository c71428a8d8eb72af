/// What tests share: a clock that only moves when told, a network that breaks when told, an oracle
/// that finds stale reads, and the popularity of what is asked for. Test scope only; it knows
/// nothing of what is tested.
///
/// The story starts at {@link io.headroom.test.FaultProxy#to} for a broken network and at {@link
/// io.headroom.test.StaleWitness} for stale reads.
@NullMarked
package io.headroom.test;

import org.jspecify.annotations.NullMarked;
