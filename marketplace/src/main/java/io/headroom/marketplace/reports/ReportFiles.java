package io.headroom.marketplace.reports;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The folder of reports. A file is there whole and on disk, or not at all. Safe for use by many
/// threads and processes.
final class ReportFiles {

    private final Path folder;

    ReportFiles(Path folder) {
        this.folder = folder;
    }

    /// Writes a file's content.
    @FunctionalInterface
    interface Content {
        /// Writes all of it.
        ///
        /// @throws Exception when it cannot be written; then there is no file
        void write(OutputStream out) throws Exception;
    }

    /// @param sha256 hexadecimal
    record Written(long bytes, String sha256) {}

    Written write(String name, Content content) throws Exception {
        Files.createDirectories(folder);
        Path draft = Files.createTempFile(folder, ".draft-", "");
        try {
            MessageDigest digest = sha256();
            try (OutputStream file = Files.newOutputStream(draft);
                    OutputStream out =
                            new BufferedOutputStream(new DigestOutputStream(file, digest))) {
                content.write(out);
            }
            try (FileChannel file = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                file.force(true);
            }
            long bytes = Files.size(draft);
            Files.move(
                    draft,
                    folder.resolve(name),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return new Written(bytes, HexFormat.of().formatHex(digest.digest()));
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    void delete(String name) throws IOException {
        Files.deleteIfExists(path(name));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
