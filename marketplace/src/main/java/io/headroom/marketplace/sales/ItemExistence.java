package io.headroom.marketplace.sales;

/// Tells whether an item is in the catalogue, from memory where possible: it is asked for every
/// event. A wrong yes costs nothing, the flush drops what the database does not know.
@FunctionalInterface
public interface ItemExistence {
    boolean exists(long itemId);
}
