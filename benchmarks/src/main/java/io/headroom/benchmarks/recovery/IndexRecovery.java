package io.headroom.benchmarks.recovery;

import io.headroom.benchmarks.Options;
import io.headroom.benchmarks.shop.RunningShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `./headroom bench index-recovery`: the shop runs under its load mix, five indexes that its
/// queries need are dropped, and nothing is said. The advisor has to find all five and nothing
/// silly; each is applied by the operations' call, verified by the shop itself, and no request may
/// fail meanwhile. What it suggests beside them is applied, too, and has to stand the same
/// verification; whether it gained anything, the table tells.
public final class IndexRecovery {

    private static final String USAGE =
            """
            Usage: ./headroom bench index-recovery [--drop NAME,NAME…] [--warm SECONDS] [--out FILE]

              --drop  the indexes to drop; by default five of the catalogue and the orders
              --warm  seconds of load before they are dropped; default 20
              --out   where the table goes; default benchmarks/target/index-recovery.md

            Exit status 1 when one was not found or not kept, when something else did not prove itself,
            or when a request failed.
            """;

    private static final String DROPPED =
            "item_by_created,item_by_popularity,item_by_price,item_by_rating,purchase_order_customer";

    private static final Duration TO_FIND = Duration.ofMinutes(6);
    private static final Duration TO_APPLY = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofSeconds(1);

    /// Five minutes at 100 requests a second.
    private static final String PROFILE = "b-100";

    /// Windows and pauses short enough for a run of minutes; and next to no caching, since
    /// otherwise nearly nothing of the mix would reach the database.
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "HEADROOM_POSTGRES_INDEXES_ADVISE_FIRST_AFTER", "15s",
                    "HEADROOM_POSTGRES_INDEXES_ADVISE_EVERY", "15s",
                    "HEADROOM_POSTGRES_INDEXES_ADVICE_WORK_SHARE", "0.5",
                    "HEADROOM_POSTGRES_INDEXES_OBSERVATION", "10s",
                    "HEADROOM_POSTGRES_INDEXES_LONGEST_OBSERVATION", "30s",
                    "HEADROOM_HTTP_RESPONSE_CACHE_ENABLED", "false",
                    "HEADROOM_CACHE_CACHES_PAGES_TTL", "5s",
                    "HEADROOM_CACHE_CACHES_FIGURES_TTL", "5s");

    private final LongSupplier nanoTime;
    private final Map<DroppedIndex, JsonNode> found = new LinkedHashMap<>();
    private final List<JsonNode> others = new ArrayList<>();

    private IndexRecovery(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// Runs it.
    ///
    /// @param arguments see `--help`
    public static void main(String[] arguments) throws Exception {
        Options options =
                Options.of(
                        USAGE,
                        Map.of(
                                "--drop", DROPPED,
                                "--warm", "20",
                                "--out", "benchmarks/target/index-recovery.md"),
                        arguments);
        boolean passed =
                new IndexRecovery(System::nanoTime)
                        .run(
                                options.list("--drop"),
                                options.number("--warm", 0),
                                options.path("--out"));
        System.exit(passed ? 0 : 1);
    }

    private boolean run(List<String> names, long warmSeconds, Path out) throws Exception {
        Path home = Path.of("").toAbsolutePath();
        say("building the load test");
        RunningShop.buildLoad(home);
        say("starting a shop");
        try (RunningShop shop = RunningShop.start(home, SETTINGS, nanoTime)) {
            Process load = shop.load(PROFILE, 1);
            List<DroppedIndex> dropped = new ArrayList<>();
            try (Connection connection = shop.connect()) {
                say("loading it for " + warmSeconds + " s");
                load.waitFor(warmSeconds, TimeUnit.SECONDS);
                // The advisor is to see what the shop asks without them, not with them.
                for (String name : names) {
                    dropped.add(DroppedIndex.drop(connection, name));
                }
                try (var statement = connection.createStatement()) {
                    statement.execute("SELECT /* headroom */ pg_stat_statements_reset()");
                }
            }
            say("dropped " + names);
            long start = nanoTime.getAsLong();
            find(shop, dropped);
            double findSeconds = (nanoTime.getAsLong() - start) / 1e9;
            Map<String, JsonNode> ended = applyAll(shop);
            say("waiting for the load's end");
            load.waitFor();
            String table = table(dropped, ended, findSeconds, requests(shop));
            write(out, table);
            System.out.println(table);
            return isAllWell(dropped, ended, shop.loadReport());
        }
    }

    /// Waits until the advisor names all of them, or no longer.
    private void find(RunningShop shop, List<DroppedIndex> dropped) throws Exception {
        long deadline = nanoTime.getAsLong() + TO_FIND.toNanos();
        while (found.size() < dropped.size() && nanoTime.getAsLong() < deadline) {
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
            JsonNode overview = shop.suggestions();
            found.clear();
            others.clear();
            for (JsonNode suggestion : overview.get("suggestions")) {
                List<DroppedIndex> same =
                        dropped.stream().filter(index -> index.isFoundBy(suggestion)).toList();
                same.forEach(index -> found.putIfAbsent(index, suggestion));
                if (same.isEmpty()) {
                    others.add(suggestion);
                }
            }
        }
        say("found %d of %d, and %d others".formatted(found.size(), dropped.size(), others.size()));
    }

    /// Applies what was found, one after the other as an operator would.
    private Map<String, JsonNode> applyAll(RunningShop shop) throws Exception {
        Map<String, JsonNode> ended = new LinkedHashMap<>();
        List<JsonNode> suggested =
                Stream.concat(found.values().stream(), others.stream()).distinct().toList();
        for (JsonNode suggestion : suggested) {
            String id = suggestion.get("id").asString();
            String answer = shop.apply(id);
            say("applying " + suggestion.get("name").asString() + ": " + answer);
            long deadline = nanoTime.getAsLong() + TO_APPLY.toNanos();
            while (answer.equals("202") && nanoTime.getAsLong() < deadline) {
                TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
                JsonNode change = change(shop, id);
                ended.put(id, change);
                String state = change.path("state").asString("");
                if (List.of("KEPT", "REVERTED", "FAILED").contains(state)) {
                    say(state + " " + change.path("reason").asString(""));
                    break;
                }
            }
        }
        return ended;
    }

    private static JsonNode change(RunningShop shop, String id) throws Exception {
        for (JsonNode change : shop.suggestions().get("changes")) {
            if (change.get("suggestionId").asString().equals(id)) {
                return change;
            }
        }
        return JsonMapper.shared().createObjectNode();
    }

    private boolean isAllWell(List<DroppedIndex> dropped, Map<String, JsonNode> ended, Path report)
            throws IOException {
        return found.size() == dropped.size()
                && ended.values().stream()
                        .allMatch(change -> change.path("state").asString("").equals("KEPT"))
                && errors(report) == 0;
    }

    private static long errors(Path report) throws IOException {
        Path file = report.resolve("report.json");
        if (!Files.exists(file)) {
            return -1;
        }
        long errors = 0;
        for (JsonNode latency : JsonMapper.shared().readTree(file).get("latencies")) {
            errors = Math.max(errors, latency.get("errors").asLong());
        }
        return errors;
    }

    private static String requests(RunningShop shop) throws IOException {
        Path file = shop.loadReport().resolve("report.json");
        if (!Files.exists(file)) {
            return "no report of the load: " + shop.loadLog();
        }
        long count = 0;
        for (JsonNode latency : JsonMapper.shared().readTree(file).get("latencies")) {
            count = Math.max(count, latency.get("count").asLong());
        }
        return count + " requests, " + errors(shop.loadReport()) + " failed";
    }

    private String table(
            List<DroppedIndex> dropped,
            Map<String, JsonNode> ended,
            double findSeconds,
            String requests) {
        StringBuilder text = new StringBuilder();
        text.append(
                "| dropped | suggested | confidence | predicted | measured | size: predicted, built |"
                        + " build | end |\n|---|---|---|---|---|---|---|---|\n");
        for (DroppedIndex index : dropped) {
            JsonNode suggestion = found.get(index);
            if (suggestion == null) {
                text.append("| `").append(index.name()).append("` | not found | | | | | | |\n");
                continue;
            }
            text.append(row("`" + index.name() + "`", suggestion, ended));
        }
        others.forEach(other -> text.append(row("–", other, ended)));
        text.append(
                "%nFound %d of %d within %.0f s of the drop. The load: %s.%n"
                        .formatted(found.size(), dropped.size(), findSeconds, requests));
        return text.toString();
    }

    private static String row(String dropped, JsonNode suggestion, Map<String, JsonNode> ended) {
        JsonNode change =
                ended.getOrDefault(
                        suggestion.get("id").asString(), JsonMapper.shared().createObjectNode());
        return String.format(
                Locale.ROOT,
                "| %s | `%s (%s)` | %s | %.1f %% | %.1f %% | %d KB, %d KB | %d ms | %s %s |%n",
                dropped,
                suggestion.get("table").asString(),
                columns(suggestion),
                suggestion.get("confidence").asString(),
                100 * suggestion.get("savingShare").asDouble(),
                100 * change.path("measuredSaving").asDouble(Double.NaN),
                suggestion.get("sizeBytes").asLong() >> 10,
                change.path("bytes").asLong(0) >> 10,
                change.path("buildMillis").asLong(0),
                change.path("state").asString("not applied"),
                change.path("reason").asString(""));
    }

    private static String columns(JsonNode suggestion) {
        List<String> columns = new ArrayList<>();
        suggestion.get("columns").forEach(column -> columns.add(column.asString()));
        return String.join(", ", columns);
    }

    private static void write(Path out, String table) throws IOException {
        Path folder = out.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(out, table);
    }

    private static void say(String what) {
        System.err.println(what);
    }
}
