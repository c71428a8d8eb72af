/// The catalogue's own figures, under the names that its dashboards and alerts use.
///
/// Counters of errors exist at zero from the start, so that a ratio of errors has a value before
/// the first error. The story starts at
/// [io.headroom.marketplace.observation.CatalogMetrics#finished].
@NullMarked
package io.headroom.marketplace.observation;

import org.jspecify.annotations.NullMarked;
