/// The rules that come with the library: from facts and figures to suspicions. The story starts in
/// [io.headroom.operations.finding.rules.ShippedRules#all]; `docs/findings.md` gives the reasons of
/// the limits.
@NullMarked
package io.headroom.operations.finding.rules;

import org.jspecify.annotations.NullMarked;
