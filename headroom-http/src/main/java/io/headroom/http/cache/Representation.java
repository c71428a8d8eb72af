package io.headroom.http.cache;

import io.headroom.http.ContentCoding;
import io.headroom.http.EntityTag;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A stored answer in one content coding, ready to be sent. Immutable.
public final class Representation {

    private final ContentCoding coding;
    private final EntityTag tag;
    private final byte[] body;
    private final byte[] lines;

    Representation(ContentCoding coding, EntityTag tag, byte[] body) {
        this.coding = coding;
        this.tag = tag;
        this.body = body;
        String etag = "ETag: " + tag + "\r\n";
        String encoding =
                coding == ContentCoding.IDENTITY
                        ? ""
                        : "Content-Encoding: " + coding.token() + "\r\n";
        lines = ascii(encoding + etag + "Content-Length: " + body.length + "\r\n");
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// The lines that are the same in every representation of an answer.
    static byte[] lines(List<HeaderField> headers) {
        StringBuilder text = new StringBuilder();
        for (HeaderField field : headers) {
            text.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        return ascii(text.toString());
    }

    public ContentCoding coding() {
        return coding;
    }

    /// Whether it is to be sent with a `Content-Encoding`.
    public boolean isEncoded() {
        return coding != ContentCoding.IDENTITY;
    }

    /// Strong: it names these bytes.
    public EntityTag tag() {
        return tag;
    }

    /// The bytes to be sent, not to be changed.
    public byte[] body() {
        return body;
    }

    /// The header lines `Content-Encoding`, `ETag` and `Content-Length`, each with its line end,
    /// not to be changed.
    public byte[] lines() {
        return lines;
    }
}
