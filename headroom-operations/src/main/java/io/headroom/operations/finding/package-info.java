/// What is wrong with the service, why, what to do about it, and whether that helped.
///
/// Sources tell facts from memory, rules turn them into suspicions, and what holds for some time is
/// a finding: ranked, with evidence, with the way from the promise that breaks to the resource
/// behind it, and with actions. An action foretells a figure as an interval; when it is applied, a
/// significance test compares that figure before and after, and what made it worse is undone. The
/// package never acts by itself: runners, offered by whoever knows the features, do.
///
/// The story starts in [io.headroom.operations.finding.Findings#tick].
@NullMarked
package io.headroom.operations.finding;

import org.jspecify.annotations.NullMarked;
