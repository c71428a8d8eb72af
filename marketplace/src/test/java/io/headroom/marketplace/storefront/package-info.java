/// The storefront as people meet it: in a real browser, on a running shop.
///
/// [StorefrontIT] holds the facts; [Shop] says which shop they are checked against, and
/// [StorefrontBrowser] brings the browser along. The story starts in
/// `StorefrontIT.gridShowsItemsAndLoadsMoreOnScroll`.
@NullMarked
package io.headroom.marketplace.storefront;

import org.jspecify.annotations.NullMarked;
