/// What merchants sold, by day: rolled up in the background as orders come, and read together with
/// those that wait for it.
///
/// An order is counted in the transaction that marks it as counted and ends its job, so that it is
/// counted once however often that is tried. {@link io.headroom.marketplace.analytics.RollUp}
/// counts, {@code MerchantFigures} reads.
@NullMarked
package io.headroom.marketplace.analytics;

import org.jspecify.annotations.NullMarked;
