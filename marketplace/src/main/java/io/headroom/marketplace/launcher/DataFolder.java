package io.headroom.marketplace.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The folder of `--data`: the servers' data, logs, keys and `run.json`. One launcher holds it at a
/// time, by a lock that ends with its process. A file marks the folder as Headroom's; a folder that
/// has other content and no mark is never used, let alone deleted.
final class DataFolder implements AutoCloseable {

    private static final String MARK = ".headroom-data";
    private static final String LOCK = "launcher.lock";
    private static final long LEAST_FREE_MEGABYTES = 500;

    private final Path path;
    private final FileChannel lock;
    private final boolean abandoned;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
        abandoned = Files.exists(runFile());
    }

    /// Takes the folder, creates it when missing, and empties it when asked to.
    static DataFolder take(Path path, boolean fresh) {
        try {
            Files.createDirectories(
                    path,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            requireOurs(path);
            FileChannel lock = lock(path);
            DataFolder folder = new DataFolder(path, lock);
            try {
                if (fresh) {
                    folder.clear();
                }
                folder.requireRoom();
                Files.writeString(
                        path.resolve(MARK),
                        "The data of a Headroom shop. './headroom run --fresh' deletes this folder's content.\n");
                Files.createDirectories(path.resolve("logs"));
                Files.deleteIfExists(folder.runFile());
            } catch (IOException | RuntimeException e) {
                folder.close();
                throw e;
            }
            return folder;
        } catch (IOException e) {
            throw LaunchException.failed(
                    "The data folder %s cannot be used: %s".formatted(path, e));
        }
    }

    private static void requireOurs(Path path) throws IOException {
        if (Files.exists(path.resolve(MARK))) {
            return;
        }
        try (Stream<Path> content = Files.list(path)) {
            if (content.anyMatch(file -> !file.endsWith(LOCK))) {
                throw LaunchException.failed(
                        "The folder %s holds something else than a Headroom shop. Choose an empty one with --data."
                                .formatted(path));
            }
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        path.resolve(LOCK),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            ByteBuffer content = ByteBuffer.allocate(32);
            int length = channel.read(content, 0);
            channel.close();
            String pid =
                    new String(content.array(), 0, Math.max(0, length), StandardCharsets.US_ASCII)
                            .strip();
            throw LaunchException.failed(
                    "The data folder %s is in use by the Headroom process %s. Stop it, or choose another folder with --data."
                            .formatted(path, pid));
        }
        byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(pid), 0);
        return channel;
    }

    /// Deletes everything but the lock and, last of all, the mark.
    private void clear() throws IOException {
        List<Path> content;
        try (Stream<Path> tree = Files.walk(path)) {
            content =
                    tree.filter(file -> !file.equals(path))
                            .filter(file -> !file.equals(path.resolve(LOCK)))
                            .filter(file -> !file.equals(path.resolve(MARK)))
                            .sorted(Comparator.reverseOrder())
                            .toList();
        }
        for (Path file : content) {
            try {
                Files.deleteIfExists(file);
            } catch (DirectoryNotEmptyException e) {
                throw LaunchException.failed(
                        "%s cannot be deleted: something still writes into it.".formatted(file));
            }
        }
    }

    private void requireRoom() throws IOException {
        long megabytes = Files.getFileStore(path).getUsableSpace() >> 20;
        if (megabytes < LEAST_FREE_MEGABYTES) {
            throw LaunchException.failed(
                    "The disk is full: %d MB are free on the file system of %s, %d MB are needed. Make room, or choose another folder with --data."
                            .formatted(megabytes, path, LEAST_FREE_MEGABYTES));
        }
    }

    /// Whether the launcher before this one was killed: what it started ends by itself, but may not
    /// have done so yet.
    boolean isAbandoned() {
        return abandoned;
    }

    Path path() {
        return path;
    }

    Path postgres() {
        return path.resolve("postgres");
    }

    Path redis() {
        return path.resolve("redis");
    }

    Path sandbox() {
        return path.resolve("sandbox");
    }

    Path log(String name) {
        return path.resolve("logs").resolve(name + ".log");
    }

    Path runFile() {
        return path.resolve("run.json");
    }

    Path operatorToken() {
        return path.resolve("operator-token");
    }

    /// Writes a file that only its owner reads: whoever sees it sees all of it.
    static void writeSecret(Path file, String content) throws IOException {
        Path draft = Files.createTempFile(file.resolveSibling(".").normalize(), ".draft-", "");
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(draft, content);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Gives the folder free for another launcher.
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw LaunchException.failed("cannot give " + path + " free: " + e);
        }
    }
}
