package io.headroom.marketplace.orders;

/// An order as jobs name it.
///
/// @param id its row
/// @param number what it is called; a row that is called otherwise by now is another order
record OrderRef(long id, String number) {}
