package io.headroom.benchmarks.conformance;

import io.headroom.http.HttpDate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One case of the suite as its origin sees it: the answers that were ordered, and the requests
/// that came. Safe for use by many threads.
final class SuiteRun {

    private static final Set<String> DATES =
            Set.of("date", "expires", "last-modified", "if-modified-since", "if-unmodified-since");
    private static final Set<String> LOCATIONS = Set.of("location", "content-location");

    /// The suite compares these as text, whereas the cache adds `Accept-Encoding`.
    private static final Set<String> NOT_COMPARED = Set.of("vary");

    private static final DateTimeFormatter RFC_850 =
            DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private final JsonNode requests;
    private final List<Map<String, Object>> seen = new ArrayList<>();
    private final Map<Integer, Map<String, List<String>>> given = new HashMap<>();

    /// @param requests as the suite sent them
    SuiteRun(JsonNode requests) {
        this.requests = requests;
    }

    /// An answer to be given.
    ///
    /// @param headers names as the suite wrote them, in its order
    record Answer(
            int status, Map<String, List<String>> headers, String body, boolean disconnects) {}

    /// A request that came.
    ///
    /// @param number what the suite counted
    /// @param target path and query
    /// @param headers by names in lower case
    record Request(int number, String method, String target, Map<String, String> headers) {}

    /// Takes note of a request.
    ///
    /// @param id names the case; the body where none was ordered
    synchronized Answer answer(Request request, String id, Instant now) {
        int number = request.number() > 0 ? request.number() : seen.size() + 1;
        JsonNode ordered = requests.path(number - 1);
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("Server-Base-Url", List.of(request.target()));
        headers.put("Server-Request-Count", List.of(Integer.toString(seen.size() + 1)));
        headers.put("Client-Request-Count", List.of(Integer.toString(number)));
        headers.put("Server-Now", List.of(Long.toString(now.toEpochMilli())));
        Map<String, List<String>> compared = new LinkedHashMap<>();
        for (JsonNode header : ordered.path("response_headers")) {
            String name = header.path(0).asString();
            headers.computeIfAbsent(name, n -> new ArrayList<>())
                    .add(value(header, ordered, request.target(), now));
            boolean isCompared = header.size() < 3 || header.path(2).asBoolean();
            if (isCompared && !NOT_COMPARED.contains(name.toLowerCase(Locale.ROOT))) {
                compared.put(name, headers.get(name));
            }
        }
        headers.putIfAbsent("Content-Type", List.of("text/plain"));
        given.put(number, headers);
        seen.add(
                Map.of(
                        "request_num",
                        number,
                        "request_method",
                        request.method(),
                        "request_headers",
                        request.headers(),
                        "response_headers",
                        compared.entrySet().stream()
                                .map(header -> List.of(header.getKey(), text(header.getValue())))
                                .toList()));
        headers.put(
                "Request-Numbers",
                List.of(
                        String.join(
                                " ",
                                seen.stream()
                                        .map(s -> String.valueOf(s.get("request_num")))
                                        .toList())));
        JsonNode body = ordered.path("response_body");
        return new Answer(
                status(ordered, number, request.headers()),
                headers,
                body.isString() ? body.asString() : id,
                ordered.path("disconnect").asBoolean(false));
    }

    private static Object text(List<String> values) {
        return values.size() == 1 ? values.getFirst() : values;
    }

    /// The requests that came, as the suite reads them.
    synchronized Collection<Map<String, Object>> seen() {
        return List.copyOf(seen);
    }

    private static String value(JsonNode header, JsonNode ordered, String target, Instant now) {
        String name = header.path(0).asString().toLowerCase(Locale.ROOT);
        JsonNode value = header.path(1);
        if (DATES.contains(name) && value.isIntegralNumber()) {
            Instant instant = now.plusSeconds(value.asLong());
            for (JsonNode old : ordered.path("rfc850date")) {
                if (old.asString().equals(name)) {
                    return RFC_850.format(instant);
                }
            }
            return HttpDate.format(instant);
        }
        String text = value.asString();
        if (LOCATIONS.contains(name) && ordered.path("magic_locations").asBoolean(false)) {
            return text.isEmpty() ? target : target + '/' + text;
        }
        return text;
    }

    /// The suite's own 999 says that a question whether something changed was expected.
    private int status(JsonNode ordered, int number, Map<String, String> asked) {
        if (ordered.path("expected_type").asString("").endsWith("validated")) {
            Map<String, List<String>> before = given.getOrDefault(number - 1, Map.of());
            return isSame(before, "Last-Modified", asked.get("if-modified-since"))
                            || isSame(before, "ETag", asked.get("if-none-match"))
                    ? 304
                    : 999;
        }
        return ordered.path("response_status").path(0).asInt(200);
    }

    private static boolean isSame(
            Map<String, List<String>> before, String name, @Nullable String asked) {
        return asked != null && before.getOrDefault(name, List.of()).contains(asked);
    }
}
