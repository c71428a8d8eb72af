package io.headroom.http.cache;

import io.headroom.http.ContentCoding;
import io.headroom.http.EntityTag;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An answer that is kept. Safe for use by many threads.
public final class StoredAnswer {

    /// Below that, what a coding saves is less than what it costs the client.
    static final int LEAST_TO_ENCODE = 1_024;

    private static final double MOST_OF_PLAIN = 0.9;

    private final String route;
    private final int status;
    private final List<HeaderField> headers;
    private final byte[] headerLines;
    private final Representation plain;
    private final boolean encodable;
    private final Lifetime lifetime;
    private final Provenance provenance;
    private final Variation variation;
    private final boolean sharedWithAuthorized;
    private final @Nullable Instant lastModified;

    /// By the coding; the plain one stands in for a coding that saves too little. Replaced as a
    /// whole, never changed.
    private volatile Map<ContentCoding, Representation> encoded;

    /// When an answer is what, on the monotonic clock.
    ///
    /// @param madeAtNanos when it was made: when the application gave it, less its `Age`
    /// @param freshUntilNanos until when it is served
    /// @param revalidatedUntilNanos until when it is served while it is made anew
    /// @param fallbackUntilNanos until when it is served when that fails
    record Lifetime(
            long madeAtNanos,
            long freshUntilNanos,
            long revalidatedUntilNanos,
            long fallbackUntilNanos) {}

    StoredAnswer(
            CapturedAnswer answer,
            List<HeaderField> headers,
            EntityTag tag,
            Lifetime lifetime,
            Provenance provenance,
            Variation variation,
            boolean sharedWithAuthorized,
            @Nullable Instant lastModified) {
        route = answer.route();
        status = answer.status();
        this.headers = List.copyOf(headers);
        headerLines = Representation.lines(headers);
        plain = new Representation(ContentCoding.IDENTITY, tag, answer.body());
        encodable = answer.body().length >= LEAST_TO_ENCODE && isText(answer);
        this.lifetime = lifetime;
        this.provenance = provenance;
        this.variation = variation;
        this.sharedWithAuthorized = sharedWithAuthorized;
        this.lastModified = lastModified;
        encoded = new EnumMap<>(Map.of(ContentCoding.IDENTITY, plain));
    }

    private static boolean isText(CapturedAnswer answer) {
        String type = answer.header("Content-Type");
        if (type == null) {
            return false;
        }
        int end = type.indexOf(';');
        String name = (end < 0 ? type : type.substring(0, end)).strip();
        return name.regionMatches(true, 0, "text/", 0, 5)
                || endsWith(name, "json")
                || endsWith(name, "xml")
                || endsWith(name, "javascript")
                || endsWith(name, "ndjson");
    }

    private static boolean endsWith(String name, String end) {
        return name.regionMatches(true, name.length() - end.length(), end, 0, end.length());
    }

    /// The pattern of the route that gave it.
    public String route() {
        return route;
    }

    public int status() {
        return status;
    }

    /// The headers that are the same for everybody, without those of [Representation#lines].
    public List<HeaderField> headers() {
        return headers;
    }

    /// [#headers] as they are sent, each with its line end, not to be changed.
    public byte[] headerLines() {
        return headerLines;
    }

    /// The plain bytes.
    public Representation plain() {
        return plain;
    }

    @Nullable Instant lastModified() {
        return lastModified;
    }

    /// The first of the codings in which it is kept; null when the first that it should be sent in
    /// has not been made yet.
    @Nullable Representation made(List<ContentCoding> preferred) {
        if (!encodable || preferred.isEmpty()) {
            return plain;
        }
        return encoded.get(first(preferred));
    }

    /// As [#made], and makes it where need be, which takes as long as the coding takes.
    Representation make(List<ContentCoding> preferred) {
        Representation made = made(preferred);
        return made == null ? encode(first(preferred)) : made;
    }

    private static ContentCoding first(List<ContentCoding> preferred) {
        Set<ContentCoding> available = ContentCoding.available();
        for (ContentCoding coding : preferred) {
            if (available.contains(coding)) {
                return coding;
            }
        }
        return ContentCoding.IDENTITY;
    }

    /// Once, however many want it.
    private synchronized Representation encode(ContentCoding coding) {
        Representation made = encoded.get(coding);
        if (made == null) {
            byte[] body = coding.encode(plain.body());
            made =
                    body.length <= plain.body().length * MOST_OF_PLAIN
                            ? new Representation(coding, plain.tag().withCoding(coding), body)
                            : plain;
            Map<ContentCoding, Representation> more = new EnumMap<>(encoded);
            more.put(coding, made);
            encoded = more;
        }
        return made;
    }

    /// What it takes of the heap, about.
    int bytes() {
        int bytes = 512 + 2 * headerLines.length;
        for (Map.Entry<ContentCoding, Representation> made : encoded.entrySet()) {
            // The plain one may stand in for others.
            if (made.getKey() == made.getValue().coding()) {
                bytes += 256 + made.getValue().body().length;
            }
        }
        return bytes;
    }

    boolean isEncodable() {
        return encodable;
    }

    boolean isFor(RequestHead request) {
        return variation.matches(request);
    }

    Variation variation() {
        return variation;
    }

    boolean isFor(boolean authorized) {
        return !authorized || sharedWithAuthorized;
    }

    boolean isFresh(long nowNanos) {
        return nowNanos - lifetime.freshUntilNanos() < 0 && provenance.isCurrent();
    }

    /// Whether nothing that it was made from is known to be wrong.
    boolean isIntact() {
        return provenance.isIntact();
    }

    boolean isServedWhileRevalidated(long nowNanos) {
        return nowNanos - lifetime.revalidatedUntilNanos() < 0 && provenance.isIntact();
    }

    /// Whether it may be served when making it anew failed.
    public boolean isFallback(long nowNanos) {
        return nowNanos - lifetime.fallbackUntilNanos() < 0 && provenance.isIntact();
    }

    boolean isOfUse(long nowNanos) {
        return nowNanos - lifetime.fallbackUntilNanos() < 0;
    }

    /// Seconds since it was made: the header `Age`.
    public long ageSeconds(long nowNanos) {
        return Math.max(0, (nowNanos - lifetime.madeAtNanos()) / 1_000_000_000);
    }

    /// Seconds for which it stays fresh unless its data changes; negative once it is over.
    public long ttlSeconds(long nowNanos) {
        return Math.floorDiv(lifetime.freshUntilNanos() - nowNanos, 1_000_000_000L);
    }
}
