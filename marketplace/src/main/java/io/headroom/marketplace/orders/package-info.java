/// Orders: placed in one transaction with everything that follows from them.
///
/// The stock, the order and the jobs that confirm, count and log it are committed together or not
/// at all. Whoever is reached by an order stands in `order_contact` alone; jobs name the order. The
/// story starts at {@code Orders.place}.
@NullMarked
package io.headroom.marketplace.orders;

import org.jspecify.annotations.NullMarked;
