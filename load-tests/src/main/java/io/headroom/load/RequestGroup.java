package io.headroom.load;

import java.util.EnumSet;
import java.util.Set;

/// The kinds of requests whose figures are told apart.
enum RequestGroup {
    BROWSE("browse"),
    ITEM("item"),
    SEARCH("search"),
    RECOMMENDATION("recommendation"),
    WRITE("write"),
    READ_BACK("read-back");

    /// What a threshold of the catalogue speaks of.
    static final Set<RequestGroup> CATALOG = EnumSet.of(BROWSE, ITEM, READ_BACK);

    private final String label;

    RequestGroup(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
