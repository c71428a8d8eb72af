package io.headroom.marketplace.catalog;

/// What came of a write.
public sealed interface WriteOutcome {

    /// The item is new.
    record Created(Item item) implements WriteOutcome {}

    /// The item has a new version.
    record Replaced(Item item) implements WriteOutcome {}

    /// The item is gone.
    record Deleted() implements WriteOutcome {}

    /// There is no such item.
    record NotFound() implements WriteOutcome {}

    /// The write was meant for another version; nothing was written.
    record Outdated(int currentVersion) implements WriteOutcome {}

    /// The merchant has another item with this number; nothing was written.
    record SkuTaken(String sku) implements WriteOutcome {}

    /// The writer named something that does not exist; nothing was written.
    record Unknown(FieldProblem problem) implements WriteOutcome {}

    /// The writer did not say who they are.
    record Unauthenticated() implements WriteOutcome {}

    /// The item is somebody else's.
    record Forbidden(String reason) implements WriteOutcome {}
}
