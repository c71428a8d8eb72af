package io.headroom.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A server's folder, held by one process at a time through a lock on the file `lock` in it, which
/// the operating system gives free when the process ends.
final class DataDirectory implements AutoCloseable {

    /// Below this a server is not even started: it would fail in the middle of something.
    static final long LEAST_FREE_BYTES = 64L << 20;

    /// Directories this process holds. A second channel on a lock file, once closed, would release
    /// the lock of the first, as POSIX wants it; so the file is not even opened twice.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lockFile;

    private DataDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    static Path newTemporary(String prefix) {
        try {
            return Files.createTempDirectory(prefix).toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create a temporary directory", e);
        }
    }

    /// Creates the folder when missing, readable by its owner alone, and takes it.
    static DataDirectory take(String server, Path path) {
        try {
            Files.createDirectories(
                    path,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            long freeBytes = Files.getFileStore(path).getUsableSpace();
            if (freeBytes < LEAST_FREE_BYTES) {
                throw new EmbeddedServerException.DiskFull(server, path, freeBytes);
            }
            Path real = path.toRealPath();
            return new DataDirectory(real, lock(real));
        } catch (IOException e) {
            throw new EmbeddedServerException.StartFailed(
                    "%s cannot use the data directory %s: %s".formatted(server, path, e), e);
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        if (!HELD.add(path)) {
            throw new EmbeddedServerException.DataDirectoryInUse(path, "this very process");
        }
        FileChannel channel = null;
        boolean locked = false;
        try {
            channel =
                    FileChannel.open(
                            path.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                throw new EmbeddedServerException.DataDirectoryInUse(path, holder(channel));
            }
            locked = true;
            byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid), 0);
            return channel;
        } finally {
            if (!locked) {
                HELD.remove(path);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(32);
        channel.read(content, 0);
        String pid =
                new String(content.array(), 0, content.position(), StandardCharsets.US_ASCII)
                        .strip();
        return pid.isEmpty() ? "another process" : "another Headroom, process " + pid;
    }

    /// Waits for the end of a server that was left behind in `folder`, as its process file says: it
    /// stops by itself when the process that started it was killed.
    ///
    /// A process file that names an unrelated process, as happens when process ids are used again,
    /// is deleted.
    ///
    /// @throws EmbeddedServerException.DataDirectoryInUse when the server still runs at the end
    void awaitPreviousServer(Path processFile, Path folder, Duration atMost) {
        ProcessHandle server = processIn(processFile);
        if (server == null) {
            return;
        }
        try {
            if (!worksIn(server, folder)) {
                Files.deleteIfExists(processFile);
                return;
            }
            server.onExit().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new EmbeddedServerException.DataDirectoryInUse(
                    path, "the server process " + server.pid());
        } catch (IOException | ExecutionException e) {
            throw new EmbeddedServerException.StartFailed("cannot read " + processFile, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static @Nullable ProcessHandle processIn(Path processFile) {
        try {
            List<String> lines = Files.readAllLines(processFile, StandardCharsets.ISO_8859_1);
            long pid = lines.isEmpty() ? 0 : Long.parseLong(lines.getFirst().strip());
            return pid <= 0
                    ? null
                    : ProcessHandle.of(pid).filter(ProcessHandle::isAlive).orElse(null);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException | NumberFormatException e) {
            // A crash of the machine may leave an empty or damaged file; the server judges it
            // itself.
            return null;
        }
    }

    /// Whether the process works in the folder. Where the system does not tell, its program's name
    /// decides.
    private static boolean worksIn(ProcessHandle process, Path folder) throws IOException {
        Path link = Path.of("/proc", Long.toString(process.pid()), "cwd");
        if (Files.isSymbolicLink(link)) {
            try {
                return Files.readSymbolicLink(link).equals(folder.toRealPath());
            } catch (NoSuchFileException e) {
                return false;
            }
        }
        String program = process.info().command().orElse("");
        return program.endsWith("postgres") || program.endsWith("redis-server");
    }

    Path path() {
        return path;
    }

    long freeBytes() {
        try {
            return Files.getFileStore(path).getUsableSpace();
        } catch (IOException e) {
            return 0;
        }
    }

    static void deleteTree(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(
                tree,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e)
                            throws IOException {
                        if (e instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
                            throws IOException {
                        Files.deleteIfExists(folder);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    @Override
    public void close() {
        try {
            lockFile.close();
            HELD.remove(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot give " + path + " free", e);
        }
    }
}
