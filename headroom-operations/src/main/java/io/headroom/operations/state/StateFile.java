package io.headroom.operations.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Named sections of bytes in one file, compressed, each with a checksum (CRC-32C).
///
/// A new edition is written beside the old one, forced to the disk and moved over it, so that a
/// reader finds either. Of a file that is torn all the same, the sections that are whole are read.
/// One process writes a file; safe for use by many threads of it.
public final class StateFile {

    private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);
    private static final int MAGIC = 0x48444f31; // HDO1
    private static final int MOST_BYTES = 512 * 1024 * 1024;

    private static final Path NOWHERE = Path.of("");

    private final Path file;

    /// Names a file, and neither reads nor writes it.
    ///
    /// @param file need not exist, nor its folder
    public StateFile(Path file) {
        this.file = file.equals(NOWHERE) ? file : file.toAbsolutePath();
    }

    /// Forgets what is written.
    public static StateFile nowhere() {
        return new StateFile(NOWHERE);
    }

    /// Replaces the file's content.
    ///
    /// @throws IOException when the folder cannot be written; the old content stays
    public synchronized void write(Map<String, byte[]> sections) throws IOException {
        if (file.equals(NOWHERE)) {
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeInt(sections.size());
            for (Map.Entry<String, byte[]> section : sections.entrySet()) {
                byte[] packed = packed(section.getValue());
                out.writeUTF(section.getKey());
                out.writeInt(section.getValue().length);
                out.writeInt(packed.length);
                out.writeInt(checksum(packed));
                out.write(packed);
            }
        }
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (FileChannel channel =
                FileChannel.open(
                        next,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer content = ByteBuffer.wrap(bytes.toByteArray());
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// The sections that are there and whole; none when there is no file.
    public synchronized Map<String, byte[]> read() {
        Map<String, byte[]> sections = new LinkedHashMap<>();
        if (file.equals(NOWHERE) || !Files.exists(file)) {
            return sections;
        }
        try (DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            if (in.readInt() != MAGIC) {
                throw new IOException("it is no such file");
            }
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                readSection(in, sections);
            }
        } catch (EOFException torn) {
            LOG.warn("{} ends early: what is whole of it is used", file);
        } catch (IOException | DataFormatException e) {
            LOG.warn("{} is not whole: what is whole of it is used. {}", file, e.getMessage());
        }
        return sections;
    }

    private static void readSection(DataInputStream in, Map<String, byte[]> to)
            throws IOException, DataFormatException {
        String name = in.readUTF();
        int length = in.readInt();
        int packedLength = in.readInt();
        int checksum = in.readInt();
        if (length < 0 || length > MOST_BYTES || packedLength < 0 || packedLength > MOST_BYTES) {
            throw new IOException("section " + name + " has an impossible length");
        }
        byte[] packed = exactly(in, packedLength);
        if (checksum(packed) != checksum) {
            LOG.warn("section {} of the kept state is damaged and left out", name);
            return;
        }
        to.put(name, unpacked(packed, length));
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private static byte[] packed(byte[] plain) throws IOException {
        Deflater fast = new Deflater(Deflater.BEST_SPEED);
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, fast, 1 << 16)) {
                out.write(plain);
            }
            return bytes.toByteArray();
        } finally {
            fast.end();
        }
    }

    private static byte[] unpacked(byte[] packed, int length)
            throws IOException, DataFormatException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed);
            byte[] plain = new byte[length];
            int read = 0;
            while (read < length) {
                int more = inflater.inflate(plain, read, length - read);
                if (more == 0) {
                    throw new IOException("a section is shorter than it says");
                }
                read += more;
            }
            return plain;
        } finally {
            inflater.end();
        }
    }

    private static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }
}
