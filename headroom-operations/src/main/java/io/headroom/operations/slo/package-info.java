/// Service level objectives: which share of events has to be good, how much of the rest is left,
/// and how fast it goes.
///
/// One file, [io.headroom.operations.slo.SloFile], says what they are;
/// [io.headroom.operations.slo.SloEngine#sample] counts and judges. Error budgets, burn rates and
/// the windows they are taken over are those of "The Site Reliability Workbook" (O'Reilly 2018),
/// chapter 5, "Alerting on SLOs".
@NullMarked
package io.headroom.operations.slo;

import org.jspecify.annotations.NullMarked;
