package io.headroom.marketplace.catalog;

/// A well-formed request that is not granted, as [CatalogProblems] answers it.
public final class CatalogRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient WriteOutcome outcome;

    /// @param outcome one that is not a success
    public CatalogRefusal(WriteOutcome outcome) {
        super(outcome.toString());
        this.outcome = outcome;
    }

    WriteOutcome outcome() {
        return outcome;
    }
}
