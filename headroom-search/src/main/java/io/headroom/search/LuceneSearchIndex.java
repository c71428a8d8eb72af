package io.headroom.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;

/// A search index of Apache Lucene inside this process, in memory or in a folder.
///
/// Searches run on the caller's thread against an unchanging state of the index, beside writes and
/// without waiting for them. An idle index costs its bytes and no CPU: there is no thread, timer or
/// background refresh; merging runs on threads that end when it is done.
public final class LuceneSearchIndex implements SearchIndex {

    private static final double WRITE_BUFFER_MB = 32;

    private final SearchSchema schema;
    private final String format;
    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final DocumentMapping mapping;
    private final ReentrantLock committing = new ReentrantLock();

    /// Changes are made by many at once, but not while they become visible, so that it is known of
    /// each whether it is.
    private final ReadWriteLock refreshLock = new ReentrantReadWriteLock();

    private final UnseenWrites unseen = new UnseenWrites();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile String position;
    private volatile LabelList labels;

    private LuceneSearchIndex(SearchSchema schema, Directory directory) throws IOException {
        this.schema = schema;
        this.directory = directory;
        format = IndexFolder.format(schema);
        mapping = new DocumentMapping(schema);
        writer =
                new IndexWriter(
                        directory,
                        new IndexWriterConfig(Analysis.byIndexField())
                                .setRAMBufferSizeMB(WRITE_BUFFER_MB)
                                .setCommitOnClose(false));
        searchers = new SearcherManager(writer, new SearcherFactory());
        position = committedPosition(writer);
        IndexSearcher searcher = searchers.acquire();
        try {
            labels = LabelList.of(schema, searcher.getIndexReader());
        } finally {
            searchers.release(searcher);
        }
    }

    /// Makes an empty index in memory.
    public static LuceneSearchIndex inMemory(SearchSchema schema) {
        try {
            return new LuceneSearchIndex(schema, new ByteBuffersDirectory());
        } catch (IOException e) {
            throw new UncheckedIOException("A search index in memory could not be made", e);
        }
    }

    /// Opens the index in a folder, or makes one there. An index that is damaged, unfinished or was
    /// written for another schema or by another version is emptied: [#position()] then is empty,
    /// and a full build is due. Every byte of the index is read once to verify its checksums.
    ///
    /// @param folder used for nothing else and by no other index at the same time; made when absent
    /// @throws IllegalStateException when the folder is in use; the message names it
    /// @throws UncheckedIOException when the folder cannot be read or written
    public static LuceneSearchIndex open(Path folder, SearchSchema schema) {
        try {
            Directory directory = IndexFolder.open(folder, IndexFolder.format(schema));
            try {
                return new LuceneSearchIndex(schema, directory);
            } catch (IOException | RuntimeException e) {
                directory.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The search index folder " + folder + " could not be opened", e);
        }
    }

    @Override
    public SearchResult search(SearchRequest request) {
        return reading(searcher -> new Searching(schema, searcher, request).answer());
    }

    @Override
    public List<Suggestion> suggest(String text, Language language, int limit) {
        SearchRequest.requireText(text);
        requireLimit(limit, MAX_SUGGESTIONS);
        schema.require(language);
        return reading(searcher ->
                new Suggesting(
                                schema,
                                searcher,
                                labels(searcher),
                                language,
                                Searching.popularFirst(schema))
                        .suggest(text, limit));
    }

    @Override
    public List<SearchHit> similar(String id, Language language, int limit) {
        requireLimit(limit, SearchRequest.MAX_LIMIT);
        schema.require(language);
        return reading(searcher -> similar(searcher, id, language, limit));
    }

    private List<SearchHit> similar(IndexSearcher searcher, String id, Language language, int limit)
            throws IOException {
        TopDocs self = searcher.search(new TermQuery(new Term(IndexNames.ID, id)), 1);
        if (self.scoreDocs.length == 0) {
            return List.of();
        }
        Document document = searcher.storedFields().document(self.scoreDocs[0].doc);
        Likeness likeness = new Likeness(schema, searcher.getIndexReader(), language);
        List<SearchHit> hits = new ArrayList<>();
        for (ScoreDoc hit : searcher.search(likeness.of(id, document), limit).scoreDocs) {
            Document stored = searcher.storedFields().document(hit.doc);
            hits.add(
                    new SearchHit(
                            stored.get(IndexNames.ID),
                            hit.score,
                            Map.of(),
                            DocumentMapping.data(stored)));
        }
        return hits;
    }

    /// What is indexed as it is, is left alone: Lucene would write it anew, and all that follows
    /// from a new state of the index would be done for nothing.
    @Override
    public void update(Collection<SearchDocument> documents) {
        List<DocumentMapping.Mapped> mapped = documents.stream().map(mapping::map).toList();
        changing(() -> {
            IndexSearcher searcher = searchers.acquire();
            try {
                for (DocumentMapping.Mapped each : mapped) {
                    if (unseen.contain(each.id())
                            || !Content.isVisible(searcher, each.id(), each.content())) {
                        unseen.add(each.id());
                        writer.updateDocument(new Term(IndexNames.ID, each.id()), each.document());
                    }
                }
            } finally {
                searchers.release(searcher);
            }
        });
    }

    @Override
    public void delete(Collection<String> ids) {
        Term[] terms = ids.stream().map(id -> new Term(IndexNames.ID, id)).toArray(Term[]::new);
        changing(() -> {
            ids.forEach(unseen::add);
            writer.deleteDocuments(terms);
        });
    }

    @Override
    public void clear() {
        changing(() -> {
            unseen.addEveryDocument();
            writer.deleteAll();
            commit(Map.of(IndexFolder.FORMAT, format));
        });
    }

    @Override
    public void refresh() {
        writing(() -> {
            refreshLock.writeLock().lock();
            try {
                searchers.maybeRefreshBlocking();
                unseen.clear();
            } finally {
                refreshLock.writeLock().unlock();
            }
        });
    }

    @Override
    public void commit(String position) {
        if (position.isEmpty()) {
            throw new IllegalArgumentException("position must not be empty");
        }
        writing(() -> {
            commit(Map.of(IndexFolder.FORMAT, format, IndexFolder.POSITION, position));
        });
    }

    /// One at a time, so that no commit gets another's position.
    private void commit(Map<String, String> data) throws IOException {
        committing.lock();
        try {
            writer.setLiveCommitData(data.entrySet());
            writer.commit();
            position = data.getOrDefault(IndexFolder.POSITION, "");
        } finally {
            committing.unlock();
        }
    }

    @Override
    public String position() {
        return position;
    }

    @Override
    public long size() {
        return reading(searcher -> (long) searcher.getIndexReader().numDocs());
    }

    @Override
    public long bytes() {
        return reading(searcher -> {
            long bytes = writer.ramBytesUsed();
            for (String file : directory.listAll()) {
                bytes += directory.fileLength(file);
            }
            return bytes;
        });
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                searchers.close();
                writer.close();
                directory.close();
            } catch (IOException e) {
                throw new UncheckedIOException("The search index could not be closed", e);
            }
        }
    }

    /// Labels are listed once per state of the index, by whoever asks first.
    private LabelList labels(IndexSearcher searcher) throws IOException {
        LabelList known = labels;
        if (!known.state().equals(LabelList.state(searcher.getIndexReader()))) {
            known = LabelList.of(schema, searcher.getIndexReader());
            labels = known;
        }
        return known;
    }

    private static String committedPosition(IndexWriter writer) {
        Iterable<Map.Entry<String, String>> data = writer.getLiveCommitData();
        if (data != null) {
            for (Map.Entry<String, String> entry : data) {
                if (entry.getKey().equals(IndexFolder.POSITION)) {
                    return entry.getValue();
                }
            }
        }
        return "";
    }

    private static void requireLimit(int limit, int most) {
        if (limit < 1 || limit > most) {
            throw new IllegalArgumentException("limit must be 1–" + most + ", but is " + limit);
        }
    }

    private interface Reading<T> {
        T apply(IndexSearcher searcher) throws IOException;
    }

    private interface Writing {
        void run() throws IOException;
    }

    private <T> T reading(Reading<T> question) {
        try {
            IndexSearcher searcher = searchers.acquire();
            try {
                return question.apply(searcher);
            } finally {
                searchers.release(searcher);
            }
        } catch (AlreadyClosedException e) {
            throw notOpen(e);
        } catch (IOException e) {
            throw new UncheckedIOException("The search index could not be read", e);
        }
    }

    /// A change of documents, beside others, but not beside a refresh.
    private void changing(Writing change) {
        writing(() -> {
            refreshLock.readLock().lock();
            try {
                change.run();
            } finally {
                refreshLock.readLock().unlock();
            }
        });
    }

    private void writing(Writing change) {
        try {
            change.run();
        } catch (AlreadyClosedException e) {
            throw notOpen(e);
        } catch (IOException e) {
            throw new UncheckedIOException("The search index could not be written", e);
        }
    }

    /// Lucene closes a writer by itself when storage failed, and names that as the cause.
    private static IllegalStateException notOpen(AlreadyClosedException e) {
        return new IllegalStateException(
                e.getCause() == null
                        ? "The search index is closed"
                        : "The search index closed itself after " + e.getCause(),
                e);
    }
}
