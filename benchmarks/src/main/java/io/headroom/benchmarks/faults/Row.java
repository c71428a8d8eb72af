package io.headroom.benchmarks.faults;

/// A row of the database as the cached text carries it.
///
/// @param version counts the committed changes, from 1
/// @param draft whether it was written by a transaction that rolls back: such a row may never be
///   seen
/// @param payload what makes it as large as a real one
record Row(long version, boolean draft, String payload) {

    String text() {
        return version + (draft ? "|draft|" : "|final|") + payload;
    }

    static Row of(String text) {
        int bar = text.indexOf('|');
        return new Row(
                Long.parseLong(text.substring(0, bar)),
                text.startsWith("draft", bar + 1),
                text.substring(bar + 7));
    }
}
