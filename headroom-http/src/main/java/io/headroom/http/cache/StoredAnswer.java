package io.headroom.http.cache;

import io.headroom.http.ContentCoding;
import io.headroom.http.EntityTag;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An answer that is kept, in the codings in which it is asked for: the plain bytes are let go once
/// somebody wants them coded and nobody has wanted them plain, and are made from the coded ones for
/// the first who does. Most clients take a coding, in which an answer is about a quarter as long.
/// Safe for use by many threads.
public final class StoredAnswer {

    /// Below that, what a coding saves is less than what it costs the client.
    static final int LEAST_TO_ENCODE = 1_024;

    private static final double MOST_OF_PLAIN = 0.9;

    private final String route;
    private final int status;
    private final List<HeaderField> headers;
    private final byte[] headerLines;
    private final EntityTag tag;
    private final int plainLength;
    private final boolean encodable;
    private final Lifetime lifetime;
    private final Provenance provenance;
    private final Variation variation;
    private final boolean sharedWithAuthorized;
    private final @Nullable Instant lastModified;

    /// By the coding; the plain one stands in for a coding that saves too little. Never empty,
    /// replaced as a whole, never changed.
    private volatile Map<ContentCoding, Representation> kept;

    private volatile boolean wantedPlain;

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
        this.tag = tag;
        plainLength = answer.body().length;
        encodable = answer.body().length >= LEAST_TO_ENCODE && isText(answer);
        this.lifetime = lifetime;
        this.provenance = provenance;
        this.variation = variation;
        this.sharedWithAuthorized = sharedWithAuthorized;
        this.lastModified = lastModified;
        kept =
                new EnumMap<>(
                        Map.of(
                                ContentCoding.IDENTITY,
                                new Representation(ContentCoding.IDENTITY, tag, answer.body())));
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

    /// What names the plain bytes; the tags of coded ones derive from it.
    public EntityTag tag() {
        return tag;
    }

    @Nullable Instant lastModified() {
        return lastModified;
    }

    /// It in the first of the codings that this platform has; null when it is not kept in that one.
    @Nullable Representation made(List<ContentCoding> preferred) {
        return made(wanted(preferred));
    }

    private @Nullable Representation made(ContentCoding wanted) {
        if (wanted == ContentCoding.IDENTITY && !wantedPlain) {
            wantedPlain = true;
        }
        return kept.get(wanted);
    }

    /// As [#made], and makes it where need be, which takes as long as the coding takes.
    Representation make(List<ContentCoding> preferred) {
        ContentCoding wanted = wanted(preferred);
        Representation made = made(wanted);
        return made == null ? code(wanted) : made;
    }

    /// It for an answer without its bytes. Nothing is made for that, and nobody counts as one who
    /// wants the plain bytes.
    Representation described(List<ContentCoding> preferred) {
        ContentCoding wanted = wanted(preferred);
        Representation made = kept.get(wanted);
        if (made != null) {
            return made;
        }
        int length = wanted == ContentCoding.IDENTITY ? plainLength : -1;
        return Representation.described(wanted, tag.withCoding(wanted), length);
    }

    private ContentCoding wanted(List<ContentCoding> preferred) {
        return encodable && !preferred.isEmpty() ? first(preferred) : ContentCoding.IDENTITY;
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
    private synchronized Representation code(ContentCoding wanted) {
        Representation made = kept.get(wanted);
        if (made == null) {
            Representation plain = plain();
            made = wanted == ContentCoding.IDENTITY ? plain : coded(plain, wanted);
            Map<ContentCoding, Representation> more = new EnumMap<>(kept);
            more.put(wanted, made);
            if (made.isEncoded() && !wantedPlain && !isStandIn(more)) {
                more.remove(ContentCoding.IDENTITY);
            }
            kept = more;
        }
        return made;
    }

    /// Whether the plain one stands in for another coding, which needs it further on.
    private static boolean isStandIn(Map<ContentCoding, Representation> made) {
        return made.values().stream().filter(one -> !one.isEncoded()).count() > 1;
    }

    private Representation plain() {
        Representation plain = kept.get(ContentCoding.IDENTITY);
        if (plain != null) {
            return plain;
        }
        Representation coded = kept.values().iterator().next();
        byte[] body = coded.coding().decode(coded.body(), plainLength);
        return new Representation(ContentCoding.IDENTITY, tag, body);
    }

    private Representation coded(Representation plain, ContentCoding coding) {
        byte[] body = coding.encode(plain.body());
        return body.length <= plainLength * MOST_OF_PLAIN
                ? new Representation(coding, tag.withCoding(coding), body)
                : plain;
    }

    /// What it takes of the heap, about.
    int bytes() {
        int bytes = 512 + 2 * headerLines.length;
        for (Map.Entry<ContentCoding, Representation> made : kept.entrySet()) {
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
