package io.headroom.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// The servers' programs, unpacked once for a user from the class path or a folder.
///
/// A folder's name carries the checksum of what it was unpacked from, so that another version gets
/// another folder. It is filled under a temporary name and renamed when complete: whoever sees the
/// name sees all of it, and of many processes that unpack at the same time one wins and the others
/// use its work.
final class BinaryCache {

    private final Path root;

    BinaryCache(Path root) {
        this.root = root;
    }

    /// The cache of the user: `headroom` in `$XDG_CACHE_HOME`, else in `~/.cache`, on macOS in
    /// `~/Library/Caches`. When root gives the server away to another user, which cannot look into
    /// root's home, it is in `/var/cache`.
    static BinaryCache ofUser(Privileges privileges) {
        if (privileges instanceof Privileges.OtherUser) {
            return new BinaryCache(Path.of("/var/cache/headroom"));
        }
        Path home = Path.of(System.getProperty("user.home"));
        Path standard =
                Platform.CURRENT.os().equals("darwin")
                        ? home.resolve("Library/Caches")
                        : home.resolve(".cache");
        String configured = System.getenv("XDG_CACHE_HOME");
        Path parent = configured == null || configured.isEmpty() ? standard : Path.of(configured);
        return new BinaryCache(parent.toAbsolutePath().resolve("headroom"));
    }

    /// The folder with `initdb` and `postgres` in it.
    Path folderOf(PostgresPrograms programs) {
        String name =
                "postgres-%s-%s"
                        .formatted(
                                Platform.CURRENT.os(),
                                Platform.CURRENT.arm() ? "arm_64" : "x86_64");
        String archive = name + ".txz";
        return switch (programs) {
            case PostgresPrograms.Installed(Path folder) -> folder;
            case PostgresPrograms.Bundled() ->
                    unpacked(name, bundled("/" + archive), BinaryCache::unpackArchive)
                            .resolve("bin");
            case PostgresPrograms.Archived(Path folder) ->
                    unpacked(name, url(folder.resolve(archive)), BinaryCache::unpackArchive)
                            .resolve("bin");
        };
    }

    /// Redis' program.
    Path redis() {
        String name =
                "redis-server-7.0.15-%s-%s"
                        .formatted(
                                Platform.CURRENT.os(), Platform.CURRENT.arm() ? "arm64" : "amd64");
        return unpacked(name, bundled("/" + name), BinaryCache::copyProgram)
                .resolve("redis-server");
    }

    private interface Unpacking {
        void unpack(InputStream in, Path to) throws IOException;
    }

    private static URL bundled(String resource) {
        URL url = BinaryCache.class.getResource(resource);
        if (url == null) {
            throw new EmbeddedServerException.StartFailed(
                    "No server for this platform (%s %s): %s is not on the class path. Supported are Linux and macOS on amd64 and arm64."
                            .formatted(
                                    System.getProperty("os.name"),
                                    System.getProperty("os.arch"),
                                    resource),
                    null);
        }
        return url;
    }

    private static URL url(Path archive) {
        try {
            return archive.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("not a place of an archive: " + archive, e);
        }
    }

    private Path unpacked(String name, URL url, Unpacking unpacking) {
        try {
            Path complete = root.resolve(name + "-" + checksum(url));
            if (!Files.isDirectory(complete)) {
                Files.createDirectories(root);
                unpack(url, complete, unpacking);
            }
            return complete;
        } catch (IOException e) {
            throw new EmbeddedServerException.StartFailed(
                    "cannot unpack %s into %s: %s".formatted(name, root, e), e);
        }
    }

    private void unpack(URL url, Path complete, Unpacking unpacking) throws IOException {
        Path unfinished = Files.createTempDirectory(root, ".unpacking-");
        try {
            Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
            try (InputStream in = url.openStream()) {
                unpacking.unpack(in, unfinished);
            }
            Files.move(unfinished, complete, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            DataDirectory.deleteTree(unfinished);
            if (!Files.isDirectory(complete)) {
                throw e;
            }
        }
    }

    private static void copyProgram(InputStream in, Path folder) throws IOException {
        Path program = folder.resolve("redis-server");
        Files.copy(in, program);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void unpackArchive(InputStream in, Path folder) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(in))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                Path path = folder.resolve(entry.getName()).normalize();
                if (!path.startsWith(folder)) {
                    throw new IOException("archive leads out of its folder: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.resolve("..").normalize());
                    if (entry.isSymbolicLink()) {
                        Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                    } else {
                        Files.copy(tar, path);
                        boolean program = (entry.getMode() & 0b001_000_000) != 0;
                        Files.setPosixFilePermissions(
                                path,
                                PosixFilePermissions.fromString(
                                        program ? "rwxr-xr-x" : "rw-r--r--"));
                    }
                }
            }
        }
    }

    /// The checksum that the jar holds of its entry, which costs no reading.
    private static String checksum(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        if (connection instanceof JarURLConnection jar) {
            jar.setUseCaches(false);
            try (var file = jar.getJarFile()) {
                return HexFormat.of()
                        .toHexDigits((int) file.getJarEntry(jar.getEntryName()).getCrc());
            }
        }
        CRC32 crc = new CRC32();
        try (InputStream in = url.openStream()) {
            byte[] buffer = new byte[64 << 10];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                crc.update(buffer, 0, n);
            }
        }
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    private record Platform(String os, boolean arm) {
        static final Platform CURRENT =
                new Platform(
                        System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac")
                                ? "darwin"
                                : System.getProperty("os.name").toLowerCase(Locale.ROOT),
                        System.getProperty("os.arch").equals("aarch64"));
    }
}
