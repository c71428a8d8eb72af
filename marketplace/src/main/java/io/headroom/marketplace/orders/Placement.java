package io.headroom.marketplace.orders;

import io.headroom.marketplace.catalog.FieldProblem;
import java.util.List;

/// What came of an order.
sealed interface Placement {

    /// It is placed.
    ///
    /// @param replayed whether an earlier request with the same key had placed it
    record Placed(Order order, boolean replayed) implements Placement {}

    /// The shop has not so much; nothing was placed.
    record OutOfStock(List<Shortage> shortages) implements Placement {}

    /// What there is too little of.
    ///
    /// @param wanted how many were asked for
    /// @param available how many there are
    record Shortage(long itemId, int wanted, int available) {}

    /// The draft names what cannot be bought, or not together; nothing was placed.
    record Unknown(List<FieldProblem> problems) implements Placement {}

    /// The items are another merchant's; nothing was placed.
    record Foreign() implements Placement {}

    /// The key was used for something else; nothing was placed.
    record KeyReused() implements Placement {}
}
