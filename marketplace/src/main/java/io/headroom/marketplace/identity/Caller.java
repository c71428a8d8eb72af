package io.headroom.marketplace.identity;

/// Who sent a request.
public sealed interface Caller {

    /// Nobody in particular: may read.
    record Anonymous() implements Caller {}

    /// Who runs the shop: may write everything.
    record Operator() implements Caller {}

    /// Who sells in it: may write own items.
    record Merchant(int id) implements Caller {}

    /// Who buys in it: may read.
    record Customer(long id) implements Caller {}
}
