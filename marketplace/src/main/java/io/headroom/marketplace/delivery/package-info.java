/// Mails and text messages on their way out of the shop.
///
/// What leaves the shop cannot be taken back, and a connection that breaks at the wrong moment
/// leaves nobody knowing whether it arrived. So each message has a key of its own, kept in a
/// ledger: what was delivered is not sent again, and what may have been is counted. The story
/// starts at {@link io.headroom.marketplace.delivery.Deliveries#once}.
@NullMarked
package io.headroom.marketplace.delivery;

import org.jspecify.annotations.NullMarked;
