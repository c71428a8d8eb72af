package io.headroom.postgres.advisor;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The files of relations in the sandbox's data directory. The planner takes a relation's pages
/// from their length; so they are enlarged without a byte written, which takes no disk.
final class RelationFiles {

    private static final long SEGMENT_BYTES = 1L << 30;

    private final Path dataDirectory;

    RelationFiles(Path dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    /// A relation's first page.
    ///
    /// @param filePath as `pg_relation_filepath` says it
    byte[] firstPage(String filePath) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path(filePath).toFile(), "r")) {
            byte[] page = new byte[BtreePages.PAGE];
            file.readFully(page);
            return page;
        }
    }

    /// Writes a relation's first pages over those that are there.
    void write(String filePath, List<byte[]> pages) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path(filePath).toFile(), "rw")) {
            for (byte[] page : pages) {
                file.write(page);
            }
        }
    }

    /// Makes a relation at least so long, in segments of 1 GB as PostgreSQL has them.
    void enlarge(String filePath, long pages) throws IOException {
        long left = pages * BtreePages.PAGE;
        for (int segment = 0; segment == 0 || left > 0; segment++) {
            Path path = path(segment == 0 ? filePath : filePath + "." + segment);
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                long length = Math.min(left, SEGMENT_BYTES);
                if (file.length() < length) {
                    file.setLength(length);
                }
            }
            if (segment > 0) {
                sameOwner(path(filePath), path);
            }
            left -= SEGMENT_BYTES;
        }
    }

    /// A further segment belongs to whom the first belongs: the server's user.
    private static void sameOwner(Path first, Path other) throws IOException {
        if (!Files.getOwner(first).equals(Files.getOwner(other))) {
            Files.setOwner(other, Files.getOwner(first));
        }
    }

    private Path path(String filePath) throws IOException {
        Path path = dataDirectory.resolve(filePath).normalize();
        if (!path.startsWith(dataDirectory.normalize())) {
            throw new IOException("a relation's file must lie in the data directory: " + filePath);
        }
        return path;
    }
}
