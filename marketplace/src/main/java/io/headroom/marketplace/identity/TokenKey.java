package io.headroom.marketplace.identity;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// The key that signs the shop's tokens and page cursors: 256 random bits in a file that only its
/// owner reads.
public final class TokenKey {

    /// The key's file in the data folder.
    public static final String FILE = "token.key";

    private static final int LENGTH = 32;

    private TokenKey() {}

    /// Reads the key, and makes it first where there is none.
    ///
    /// @param dataDirectory the shop's data folder
    /// @throws IOException when the file can neither be read nor made
    /// @throws IllegalStateException when the file holds no key
    public static SecretKey in(Path dataDirectory) throws IOException {
        Path file = dataDirectory.resolve(FILE);
        Files.createDirectories(dataDirectory);
        if (!Files.exists(file)) {
            create(file);
        }
        return parse(Files.readString(file).strip(), file);
    }

    /// A key that lives as long as the process.
    public static SecretKey random() {
        return new SecretKeySpec(randomBytes(), "HmacSHA256");
    }

    private static void create(Path file) throws IOException {
        Path draft =
                Files.createTempFile(
                        file.toAbsolutePath().getParent(),
                        FILE,
                        ".draft",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(
                    draft,
                    HexFormat.of().formatHex(randomBytes()) + "\n",
                    StandardOpenOption.WRITE);
            // A link never replaces: of two nodes that start at once, one key wins for both.
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException another) {
            return;
        } finally {
            Files.delete(draft);
        }
    }

    private static SecretKey parse(String text, Path file) {
        try {
            byte[] key = HexFormat.of().parseHex(text);
            if (key.length == LENGTH) {
                return new SecretKeySpec(key, "HmacSHA256");
            }
        } catch (IllegalArgumentException notHex) {
            // The message below says it; the text itself is a secret.
        }
        throw new IllegalStateException(
                file + " holds no key; it must be 64 hexadecimal digits. Delete it for a new one.");
    }

    private static byte[] randomBytes() {
        byte[] key = new byte[LENGTH];
        new SecureRandom().nextBytes(key);
        return key;
    }
}
