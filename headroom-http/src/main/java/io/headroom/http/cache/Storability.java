package io.headroom.http.cache;

import io.headroom.http.CacheControl;
import io.headroom.http.SurrogateKeys;
import io.headroom.http.VaryHeader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a shared cache may store (RFC 9111, section 3), and what of it.
final class Storability {

    /// The field by which a handler speaks to this cache alone (RFC 9213).
    static final String TARGETED = "Headroom-Cache-Control";

    /// Final answers that need nothing else to be understood (RFC 9110, section 15.1), but for
    /// those to ranges.
    private static final Set<Integer> STATUSES = Set.of(200, 203, 204, 300, 301, 308, 404, 410);

    /// What belongs to a connection (RFC 9110, section 7.6.1), to one request, or is made anew.
    private static final Set<String> NOT_KEPT =
            Set.of(
                    "connection",
                    "keep-alive",
                    "proxy-connection",
                    "proxy-authenticate",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "age",
                    "content-length",
                    "etag",
                    "cache-status",
                    "server-timing",
                    "x-correlation-id",
                    "headroom-cache-control");

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,18}");

    private Storability() {}

    /// Why the answer must not be stored, in one word; null when it may be.
    static @Nullable String refusal(
            RequestHead request,
            ResponsePolicy policy,
            CapturedAnswer answer,
            Provenance provenance) {
        if (!request.method().equals("GET")) {
            return "method";
        }
        if (request.header("Authorization") != null && !policy.sharedWithAuthorized()) {
            return "authorization";
        }
        if (CacheControl.parse(request.header("Cache-Control")).noStore()) {
            return "request-no-store";
        }
        if (!STATUSES.contains(answer.status())) {
            return answer.status() >= 500 ? "error" : "status";
        }
        if (answer.has("Set-Cookie")) {
            return "set-cookie";
        }
        if (answer.has("Content-Range") || answer.has("Content-Encoding")) {
            return "encoded";
        }
        if (VaryHeader.parse(answer.header("Vary")).any()) {
            return "vary";
        }
        CacheControl told = CacheControl.parse(answer.header("Cache-Control"));
        if (told.noStore() || told.isPrivate() || targeted(answer).noStore()) {
            return "no-store";
        }
        return provenance.isComplete() ? null : "untraceable";
    }

    /// How old the answer was when the application gave it on: the first member of `Age`; what is
    /// no number counts as nothing (RFC 9111, section 5.1).
    static Duration age(CapturedAnswer answer) {
        String first = String.valueOf(answer.header("Age")).split(",", 2)[0].strip();
        if (!SECONDS.matcher(first).matches()) {
            return Duration.ZERO;
        }
        return Duration.ofSeconds(
                Math.min(Long.parseLong(first), CacheControl.LONGEST_TIME.toSeconds()));
    }

    static CacheControl targeted(CapturedAnswer answer) {
        return Objects.requireNonNullElse(
                CacheControl.parseTargeted(answer.header(TARGETED)), CacheControl.NONE);
    }

    /// The headers that are kept, with those that the policy adds.
    static List<HeaderField> headers(
            CapturedAnswer answer, ResponsePolicy policy, Collection<String> tags) {
        Set<String> ofConnection = ofConnection(answer);
        List<HeaderField> kept = new ArrayList<>();
        for (HeaderField field : answer.headers()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (!NOT_KEPT.contains(name) && !ofConnection.contains(name) && !name.equals("vary")) {
                kept.add(field);
            }
        }
        if (!answer.has("Cache-Control")) {
            kept.add(new HeaderField("Cache-Control", policy.cacheControl()));
        }
        VaryHeader vary = VaryHeader.parse(answer.header("Vary")).with("accept-encoding");
        kept.add(new HeaderField("Vary", vary.toString()));
        if (!answer.has(SurrogateKeys.HEADER)) {
            forEdges(policy, tags, kept);
        }
        return kept;
    }

    /// The headers that `Connection` names (RFC 9110, section 7.6.1).
    private static Set<String> ofConnection(CapturedAnswer answer) {
        String named = answer.header("Connection");
        return named == null
                ? Set.of()
                : Set.copyOf(
                        Arrays.asList(
                                named.toLowerCase(Locale.ROOT).replace(" ", "").split(",", -1)));
    }

    /// An edge may keep only what can be purged from it.
    private static void forEdges(
            ResponsePolicy policy, Collection<String> tags, List<HeaderField> kept) {
        Optional<String> keys = SurrogateKeys.header(tags);
        keys.ifPresent(all -> kept.add(new HeaderField(SurrogateKeys.HEADER, all)));
        if (!policy.cdnCacheControl().isEmpty()) {
            kept.add(
                    new HeaderField(
                            "CDN-Cache-Control",
                            keys.isPresent() ? policy.cdnCacheControl() : "no-store"));
        }
    }
}
