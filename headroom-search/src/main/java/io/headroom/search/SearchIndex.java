package io.headroom.search;

import java.util.Collection;
import java.util.List;

/// Documents and the questions to them. Safe for use by many threads, reading and writing at once.
///
/// Changes become visible with [#refresh()] and durable with [#commit(String)], which are
/// independent of each other. Failing storage throws [java.io.UncheckedIOException]; a closed index
/// throws [IllegalStateException].
public interface SearchIndex extends AutoCloseable {

    /// The most suggestions of one answer.
    int MAX_SUGGESTIONS = 10;

    /// Finds documents.
    ///
    /// @throws IllegalArgumentException when the request names a field the schema has not
    SearchResult search(SearchRequest request);

    /// Completes a half-typed text: its last word is taken as unfinished. Words that begin as typed
    /// come before those that begin alike.
    ///
    /// @param text up to 200 characters and 32 words
    /// @param limit 1–10
    List<Suggestion> suggest(String text, Language language, int limit);

    /// Finds documents like one that is indexed, the most similar first; it is not among them.
    ///
    /// @param limit 1–100
    /// @return nothing when there is no such document
    List<SearchHit> similar(String id, Language language, int limit);

    /// Adds documents or replaces those with the same ids. The documents of one call do not become
    /// visible all at once when another thread refreshes meanwhile.
    ///
    /// @throws IllegalArgumentException when a document has a field the schema has not; then none
    ///   is taken
    void update(Collection<SearchDocument> documents);

    /// Removes documents; unknown ids are ignored.
    void delete(Collection<String> ids);

    /// Removes everything, the position too: the beginning of a full build.
    void clear();

    /// Makes all changes so far visible to every search that begins after the return.
    void refresh();

    /// Updates and refreshes: every search that begins after the return sees the documents.
    default void updateAndRefresh(Collection<SearchDocument> documents) {
        update(documents);
        refresh();
    }

    /// Makes all changes so far durable, together with where they come from.
    ///
    /// @param position how far the source was followed, in the source's terms; not empty
    void commit(String position);

    /// The position of the last commit, from which a follower goes on. Empty when there is none:
    /// the index is empty and needs a full build.
    String position();

    /// How many documents are visible.
    long size();

    /// The bytes the index holds on storage, or in memory when it is kept there.
    long bytes();

    /// Ends use and frees storage and locks. What was not committed is lost. Closing again does
    /// nothing.
    @Override
    void close();
}
