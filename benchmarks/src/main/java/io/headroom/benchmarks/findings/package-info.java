/// `./headroom bench findings`: plants one trouble after the other in a small service on PostgreSQL
/// under load, and looks whether it is found, named rightly and ranked first within a minute; and
/// whether nothing is found where there is nothing.
///
/// The story starts at [io.headroom.benchmarks.findings.FindingsBench#main].
@NullMarked
package io.headroom.benchmarks.findings;

import org.jspecify.annotations.NullMarked;
