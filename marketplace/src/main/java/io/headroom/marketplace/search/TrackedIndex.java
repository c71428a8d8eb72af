package io.headroom.marketplace.search;

import io.headroom.search.Language;
import io.headroom.search.SearchDocument;
import io.headroom.search.SearchHit;
import io.headroom.search.SearchIndex;
import io.headroom.search.SearchRequest;
import io.headroom.search.SearchResult;
import io.headroom.search.Suggestion;
import io.headroom.spring.timing.Kind;
import io.headroom.spring.timing.Tracker;
import java.util.Collection;
import java.util.List;

/// An index whose questions are timed, also as the part of the request that asks them.
final class TrackedIndex implements SearchIndex {

    private final SearchIndex index;
    private final Tracker tracker;

    TrackedIndex(SearchIndex index, Tracker tracker) {
        this.index = index;
        this.tracker = tracker;
    }

    @Override
    public SearchResult search(SearchRequest request) {
        return tracker.call(Kind.SEARCH, "index.search", () -> index.search(request));
    }

    @Override
    public List<Suggestion> suggest(String text, Language language, int limit) {
        return tracker.call(
                Kind.SEARCH, "index.suggest", () -> index.suggest(text, language, limit));
    }

    @Override
    public List<SearchHit> similar(String id, Language language, int limit) {
        return tracker.call(Kind.SEARCH, "index.similar", () -> index.similar(id, language, limit));
    }

    @Override
    public void update(Collection<SearchDocument> documents) {
        index.update(documents);
    }

    @Override
    public void delete(Collection<String> ids) {
        index.delete(ids);
    }

    @Override
    public void clear() {
        index.clear();
    }

    @Override
    public void refresh() {
        index.refresh();
    }

    @Override
    public void commit(String position) {
        index.commit(position);
    }

    @Override
    public String position() {
        return index.position();
    }

    @Override
    public long size() {
        return index.size();
    }

    @Override
    public long bytes() {
        return index.bytes();
    }

    @Override
    public void close() {
        index.close();
    }
}
