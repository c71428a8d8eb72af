package io.headroom.marketplace.delivery;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// A folder that messages are put into where nobody said how they leave. A file stands there whole
/// or not at all, and one that is written again replaces itself. Safe for use by many threads and
/// processes.
final class Outbox {

    private final String data;
    private final String name;

    /// @param data the shop's data folder; empty when there is none
    /// @param name of the folder in it
    Outbox(String data, String name) {
        this.data = data;
        this.name = name;
    }

    /// Writes a file's content.
    @FunctionalInterface
    interface Content {
        /// Writes all of it.
        ///
        /// @throws IOException when it cannot be written
        void write(OutputStream out) throws IOException;
    }

    Path put(String file, Content content) throws IOException {
        if (data.isEmpty()) {
            throw new NotDeliveredException(
                    "nobody said how to send it: set headroom.mail.url, headroom.sms.url or headroom.data");
        }
        Path folder = Path.of(data, name);
        Files.createDirectories(folder);
        Path draft = Files.createTempFile(folder, ".draft-", "");
        try {
            try (OutputStream out = Files.newOutputStream(draft)) {
                content.write(out);
            }
            try (FileChannel written = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            return Files.move(
                    draft,
                    folder.resolve(file),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
