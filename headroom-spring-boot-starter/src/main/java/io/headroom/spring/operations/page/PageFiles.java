package io.headroom.spring.operations.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/// The files of the page, read and compressed once: some 100 KB of memory. Safe for use by many
/// threads.
final class PageFiles {

    static final String INDEX = "index.html";

    private static final List<String> NAMES =
            List.of(
                    INDEX,
                    "app.css",
                    "icon.svg",
                    "app.js",
                    "api.js",
                    "charts.js",
                    "format.js",
                    "now.js",
                    "nodes.js",
                    "pages.js",
                    "database.js",
                    "findings.js",
                    "memory.js",
                    "capacity.js",
                    "cache.js",
                    "parts.js",
                    "vendor/preact.mjs",
                    "vendor/hooks.mjs",
                    "vendor/htm.mjs",
                    "vendor/uPlot.mjs",
                    "vendor/uPlot.css",
                    "vendor/LICENSES.txt");

    private final Map<String, PageFile> files = new LinkedHashMap<>();

    /// A file as it is sent.
    ///
    /// @param tag what its content is known by
    record PageFile(MediaType type, String tag, Content plain, Content gzip) {}

    /// Bytes that nobody changes.
    static final class Content {

        private final byte[] bytes;

        private Content(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    PageFiles() {
        for (String name : NAMES) {
            try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalStateException("the page's file " + name + " is missing");
                }
                byte[] plain = in.readAllBytes();
                files.put(
                        name,
                        new PageFile(
                                type(name),
                                digest(plain),
                                new Content(plain),
                                new Content(gzip(plain))));
            } catch (IOException e) {
                throw new UncheckedIOException("the page's file " + name + " cannot be read", e);
            }
        }
    }

    @Nullable PageFile file(String name) {
        return files.get(name);
    }

    private static MediaType type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> MediaType.parseMediaType("text/html;charset=UTF-8");
            case "css" -> MediaType.parseMediaType("text/css;charset=UTF-8");
            case "svg" -> MediaType.parseMediaType("image/svg+xml");
            case "txt" -> MediaType.parseMediaType("text/plain;charset=UTF-8");
            default -> MediaType.parseMediaType("text/javascript;charset=UTF-8");
        };
    }

    private static String digest(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream small = new ByteArrayOutputStream();
        try (GZIPOutputStream out =
                new GZIPOutputStream(small) {
                    {
                        def.setLevel(Deflater.BEST_COMPRESSION);
                    }
                }) {
            out.write(content);
        }
        return small.toByteArray();
    }
}
