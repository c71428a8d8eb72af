package io.headroom.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.store.NRTCachingDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The folder an index is kept in between runs: checked before use, and emptied when what it holds
/// cannot be gone on with. An index is a copy; the way out of any doubt is to build it anew.
final class IndexFolder {

    static final String POSITION = "position";
    static final String FORMAT = "format";

    private static final Logger LOG = LoggerFactory.getLogger(IndexFolder.class);

    // A refresh makes a handful of small files, most of which are merged and gone before the next
    // commit: they stay in memory until then, instead of being made, mapped and removed.
    private static final double LARGEST_CACHED_MB = 1;
    private static final double MOST_CACHED_MB = 4;

    private IndexFolder() {}

    /// What the data of a commit must say for the index to be usable with a schema.
    static String format(SearchSchema schema) {
        return Analysis.VERSION + "-" + schema.fingerprint();
    }

    /// Opens the folder. What it holds afterwards is an intact index of the format with a position,
    /// or nothing.
    ///
    /// @throws IllegalStateException when another index has the folder open
    static Directory open(Path folder, String format) throws IOException {
        Directory directory =
                new NRTCachingDirectory(
                        FSDirectory.open(folder), LARGEST_CACHED_MB, MOST_CACHED_MB);
        try (Lock lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
            lock.ensureValid();
            String doubt = doubt(directory, format);
            if (!doubt.isEmpty()) {
                LOG.warn("Search index in {} is built anew: {}", folder, doubt);
                empty(directory);
            }
            return directory;
        } catch (LockObtainFailedException e) {
            directory.close();
            throw new IllegalStateException(
                    "The search index folder "
                            + folder
                            + " is in use by another process or index; give each node a folder of"
                            + " its own, or end the other one",
                    e);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /// Why the index cannot be used; empty when it can, or when there is none.
    private static String doubt(Directory directory, String format) {
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            Map<String, String> data = reader.getIndexCommit().getUserData();
            if (!format.equals(data.get(FORMAT))) {
                return "it was written for other fields or by another version";
            }
            if (data.getOrDefault(POSITION, "").isEmpty()) {
                return "its first build was not finished";
            }
            for (LeafReaderContext segment : reader.leaves()) {
                segment.reader().checkIntegrity();
            }
            return "";
        } catch (IndexNotFoundException e) {
            return hasFiles(directory) ? "it has files but no commit" : "";
        } catch (IndexFormatTooOldException | IndexFormatTooNewException e) {
            return "it was written by another version of Lucene (" + e.getMessage() + ")";
        } catch (CorruptIndexException e) {
            return "it is damaged (" + e.getMessage() + ")";
        } catch (IOException | RuntimeException e) {
            return "it cannot be read (" + e + ")";
        }
    }

    private static boolean hasFiles(Directory directory) {
        try {
            for (String file : directory.listAll()) {
                if (isOurs(file)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static void empty(Directory directory) throws IOException {
        for (String file : directory.listAll()) {
            if (isOurs(file)) {
                directory.deleteFile(file);
            }
        }
    }

    /// Only Lucene's files: who configures a wrong folder must not lose what is in it.
    private static boolean isOurs(String file) {
        return file.startsWith("segments_")
                || file.startsWith("pending_segments_")
                || file.matches("_[a-z0-9]+(_.*)?\\..*");
    }
}
