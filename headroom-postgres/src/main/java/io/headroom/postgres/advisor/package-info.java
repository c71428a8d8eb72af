/// Which indexes a workload lacks, tried against the planner before anybody is told of them.
///
/// Candidates are read from the statements' plans; a what-if tells what each plan would cost with
/// an index that is not there, either in a sandbox cluster that holds the service's schema and
/// statistics but none of its rows, or by HypoPG where that is installed; the search takes what
/// saves most for its bytes, and refuses what writes would pay for. Nothing is created: an
/// [IndexSuggestion] is advice.
///
/// The statistics that the sandbox holds contain real values of the service's data (most common
/// values, bounds of histograms): treat its data directory as you treat the database.
///
/// The story starts at {@link io.headroom.postgres.advisor.ExtendAdvisor#suggest}.
@NullMarked
package io.headroom.postgres.advisor;

import org.jspecify.annotations.NullMarked;
