package io.headroom.marketplace.loading;

/// Takes the rows of a catalogue, table by table in any order.
@FunctionalInterface
interface CatalogueSink {

    /// Begins a table. Only one may be open at a time, and the caller closes it.
    CopyRows open(Table table);
}
