package io.headroom.load;

import java.util.List;

/// What the run knows of the shop's catalogue, read from its public API before the run.
///
/// @param items their numbers, the most popular first
/// @param bodies items as a write sends them, by the order of `items`, as far as the profile writes
/// @param categories slugs, the largest first
/// @param brands slugs, the largest first; empty when the shop names none
/// @param english search texts, the most frequent first
/// @param spanish likewise
/// @param querySource where the search texts come from, for the report
record Catalogue(
        List<Long> items,
        List<WritableItem> bodies,
        List<String> categories,
        List<String> brands,
        List<String> english,
        List<String> spanish,
        String querySource) {

    /// An item that can be written.
    ///
    /// @param beforeStock its JSON up to the number in stock
    /// @param afterStock its JSON from there on
    record WritableItem(long id, String beforeStock, String afterStock) {

        String withStock(int stock) {
            return beforeStock + stock + afterStock;
        }
    }

    Catalogue {
        items = List.copyOf(items);
        bodies = List.copyOf(bodies);
        categories = List.copyOf(categories);
        brands = List.copyOf(brands);
        english = List.copyOf(english);
        spanish = List.copyOf(spanish);
        if (items.isEmpty() || categories.isEmpty() || english.isEmpty() || spanish.isEmpty()) {
            throw new LoadException(
                    "The shop lists no items or categories, so there is nothing to ask for; start it with a catalogue.");
        }
    }
}
