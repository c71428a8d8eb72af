package io.headroom.http.cache;

import io.headroom.http.ContentCoding;
import io.headroom.http.EntityTag;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A stored answer in one content coding, ready to be sent. Immutable.
public final class Representation {

    private static final byte[] NOTHING = {};

    private final ContentCoding coding;
    private final EntityTag tag;
    private final byte[] body;
    private final int length;
    private final byte[] lines;

    Representation(ContentCoding coding, EntityTag tag, byte[] body) {
        this(coding, tag, body, body.length);
    }

    private Representation(ContentCoding coding, EntityTag tag, byte[] body, int length) {
        this.coding = coding;
        this.tag = tag;
        this.body = body;
        this.length = length;
        String etag = "ETag: " + tag + "\r\n";
        String encoding =
                coding == ContentCoding.IDENTITY
                        ? ""
                        : "Content-Encoding: " + coding.token() + "\r\n";
        String size = length < 0 ? "" : "Content-Length: " + length + "\r\n";
        lines = ascii(encoding + etag + size);
    }

    /// One that is not made, for an answer that goes out without its bytes.
    ///
    /// @param length how many there are; -1 where only making it would tell, which is left out then
    ///   (RFC 9110, section 9.3.2)
    static Representation described(ContentCoding coding, EntityTag tag, int length) {
        return new Representation(coding, tag, NOTHING, length);
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

    /// The bytes to be sent, not to be changed; none where the answer goes out without them.
    public byte[] body() {
        return body;
    }

    /// How many bytes there are; -1 where that is not known, for an answer that goes out without
    /// them.
    public int length() {
        return length;
    }

    /// The header lines `Content-Encoding`, `ETag` and `Content-Length`, as far as there are such,
    /// each with its line end, not to be changed.
    public byte[] lines() {
        return lines;
    }
}
