package io.headroom.marketplace.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Writes items of a running shop and reads each from every node at the moment the write returned:
/// the item itself, a list sorted by price in which its place changed, and a search that finds it.
/// In the second half Redis is killed again and again; the launcher starts it anew. A read that a
/// node refuses since it has too much to do is asked again when the node says so.
///
/// Every writer has a brand of its own, so that it knows what its lists must show. Items are few,
/// so that each was read from every node before it is written again. Needs nothing but the JDK:
/// `java NeverStale.java DATA-FOLDER [TRIES] [SEED]`.
final class NeverStale {

    /// Many, since a write waits for the other nodes as long as Redis is away.
    private static final int WRITERS = 24;

    private static final int ITEMS_PER_WRITER = 5;
    private static final Pattern CARD =
            Pattern.compile("\"id\":(\\d+),\"sku\":\"[^\"]*\"(?:(?!\"id\":).)*?\"version\":(\\d+)");
    private static final Pattern VERSION = Pattern.compile("\"version\":(\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_REPETITIONS = 5;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path runFile;
    private final List<String> nodes;
    private final String token;
    private final int tries;
    private final long seed;
    private final String run;
    private final PrintStream out;
    private final Map<String, AtomicInteger> wrong = new TreeMap<>();
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicInteger kills = new AtomicInteger();
    private final AtomicInteger readsBefore = new AtomicInteger();
    private final AtomicInteger hitsBefore = new AtomicInteger();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicInteger askedAgain = new AtomicInteger();
    private final List<Long> calmMicros = new ArrayList<>();
    private final List<Long> faultyMicros = new ArrayList<>();
    private final AtomicBoolean faults = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();

    /// What it came to.
    ///
    /// @param askedAgain the reads, with their repetitions, that were refused
    record Result(
            int tries,
            int kills,
            long reads,
            int askedAgain,
            Map<String, Integer> wrong,
            String text) {}

    NeverStale(Path data, int tries, long seed, PrintStream out) throws IOException {
        this.runFile = data.resolve("run.json");
        this.tries = tries;
        this.seed = seed;
        this.out = out;
        String content = Files.readString(runFile);
        this.run = Long.toString(System.nanoTime(), 36);
        this.nodes = all("\"(http://[^\"]+)\"", content);
        this.token =
                Files.readString(
                                Path.of(
                                        all("\"operatorToken\"\\s*:\\s*\"([^\"]+)\"", content)
                                                .getFirst()))
                        .strip();
        for (String kind :
                List.of("stale items", "stale lists", "stale searches", "refused", "unanswered")) {
            wrong.put(kind, new AtomicInteger());
        }
    }

    /// The program: exit status 0 when nothing was stale and nothing failed.
    public static void main(String[] arguments) throws Exception {
        int tries = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : System.nanoTime();
        Result result = new NeverStale(Path.of(arguments[0]), tries, seed, System.out).perform();
        boolean clean = result.wrong().values().stream().allMatch(count -> count == 0);
        System.exit(clean && result.tries() == tries ? 0 : 1);
    }

    /// One item of a writer.
    private static final class Written {
        private final long id;
        private final String sku;
        private final String brand;
        private long version = 1;
        private int cents;

        private Written(long id, String sku, String brand, int cents) {
            this.id = id;
            this.sku = sku;
            this.brand = brand;
            this.cents = cents;
        }
    }

    Result perform() throws Exception {
        out.printf(
                "%d tries on %d nodes, seed %d, run %s; the second half with Redis being killed%n",
                tries, nodes.size(), seed, run);
        long begin = System.nanoTime();
        Thread killer = Thread.ofPlatform().daemon().name("kill-redis").start(this::killRedis);
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
                ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<?>> working = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int number = writer;
                working.add(
                        writers.submit(() -> {
                            write(number, readers);
                            return null;
                        }));
            }
            for (Future<?> future : working) {
                future.get();
            }
        } finally {
            over.set(true);
            killer.join();
        }
        return result(Duration.ofNanos(System.nanoTime() - begin));
    }

    private Result result(Duration took) {
        Map<String, Integer> counts = new TreeMap<>();
        wrong.forEach((kind, count) -> counts.put(kind, count.get()));
        StringBuilder text = new StringBuilder();
        line(text, "writes", written.get() + " in " + took.toSeconds() + " s");
        line(text, "reads after them", reads.toString());
        line(text, "asked again", askedAgain.toString());
        line(text, "reads before a write", readsBefore + ", of which hits " + hitsBefore);
        line(text, "Redis killed", kills + " times");
        counts.forEach((kind, count) -> line(text, kind, count.toString()));
        line(text, "write, calm", quantiles(calmMicros));
        line(text, "write, Redis killed", quantiles(faultyMicros));
        out.print(text);
        return new Result(
                written.get(), kills.get(), reads.get(), askedAgain.get(), counts, text.toString());
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "  %-22s %s%n", name, value));
    }

    private static String quantiles(List<Long> micros) {
        List<Long> sorted = micros.stream().sorted().toList();
        if (sorted.isEmpty()) {
            return "none";
        }
        int last = sorted.size() - 1;
        return String.format(
                Locale.ROOT,
                "p50 %.1f ms, p99 %.1f ms, slowest %.1f ms",
                sorted.get(last / 2) / 1e3,
                sorted.get((int) (last * 0.99)) / 1e3,
                sorted.get(last) / 1e3);
    }

    private void write(int writer, ExecutorService readers) throws Exception {
        Random random = new Random(seed + writer);
        List<Written> items = new ArrayList<>();
        for (int i = 0; i < ITEMS_PER_WRITER; i++) {
            items.add(create("ns" + run + "w" + writer, i, random));
        }
        int mine = tries / WRITERS + (writer < tries % WRITERS ? 1 : 0);
        for (int i = 0; i < mine; i++) {
            faults.compareAndSet(false, i >= mine / 2);
            Written item = items.get(random.nextInt(items.size()));
            readBefore(item, random);
            item.cents = 1_00 + random.nextInt(900_00);
            boolean faulty = faults.get();
            long begin = System.nanoTime();
            HttpResponse<String> answer =
                    send(
                            request(nodes.get(random.nextInt(nodes.size())) + path(item))
                                    .header("Content-Type", "application/json")
                                    .header("Authorization", "Bearer " + token)
                                    .PUT(BodyPublishers.ofString(draft(item))));
            long micros = (System.nanoTime() - begin) / 1_000;
            if (answer.statusCode() != 200) {
                wrong("refused", item, "a write: " + answer.statusCode() + " " + answer.body());
                continue;
            }
            item.version = Long.parseLong(all(VERSION.pattern(), answer.body()).getFirst());
            readEverywhere(item, items, readers);
            List<Long> times = faulty ? faultyMicros : calmMicros;
            synchronized (times) {
                times.add(micros);
            }
            int done = written.incrementAndGet();
            if (done % 500 == 0) {
                out.printf("  %d written, %d kills, wrong %s%n", done, kills.get(), wrong);
            }
        }
    }

    private void readBefore(Written item, Random random) throws Exception {
        HttpResponse<String> answer = get(nodes.get(random.nextInt(nodes.size())) + path(item));
        readsBefore.incrementAndGet();
        if (answer.headers().firstValue("Cache-Status").orElse("").contains("hit")) {
            hitsBefore.incrementAndGet();
        }
    }

    /// All at once, since each moment later is a moment more for a node to hear of the write.
    private void readEverywhere(Written item, List<Written> items, ExecutorService readers)
            throws Exception {
        List<Future<?>> checks = new ArrayList<>();
        for (String node : nodes) {
            checks.add(readers.submit(() -> check("stale items", node + path(item), item, items)));
            checks.add(
                    readers.submit(() ->
                            check(
                                    "stale lists",
                                    node
                                            + "/api/catalog/items?sort=price&limit=24&brand="
                                            + item.brand,
                                    item,
                                    items)));
            checks.add(
                    readers.submit(() ->
                            check(
                                    "stale searches",
                                    node + "/api/catalog/search?limit=24&q=" + item.brand,
                                    item,
                                    items)));
        }
        for (Future<?> check : checks) {
            try {
                check.get();
            } catch (ExecutionException e) {
                wrong("unanswered", item, String.valueOf(e.getCause()));
            }
        }
    }

    private Void check(String kind, String url, Written item, List<Written> items)
            throws Exception {
        HttpResponse<String> answer = get(url);
        reads.incrementAndGet();
        for (int i = 0; i < MOST_REPETITIONS && answer.statusCode() == 503; i++) {
            askedAgain.incrementAndGet();
            pause(1_000L * retryAfterSeconds(answer));
            answer = get(url);
        }
        if (answer.statusCode() != 200) {
            wrong("unanswered", item, url + ": " + answer.statusCode() + " " + answer.body());
            return null;
        }
        String shown = answer.body();
        boolean right =
                switch (kind) {
                    case "stale items" ->
                            versionOf(item, shown) == item.version
                                    && ("\"" + item.id + "-" + item.version + "\"")
                                            .equals(answer.headers().firstValue("ETag").orElse(""));
                    case "stale lists" ->
                            versionOf(item, shown) == item.version
                                    && ids(shown).equals(byPrice(items));
                    default ->
                            versionOf(item, shown) == item.version
                                    && ids(shown).size() == items.size();
                };
        if (!right) {
            wrong(
                    kind,
                    item,
                    url
                            + " shows version "
                            + versionOf(item, shown)
                            + " of "
                            + item.id
                            + " and the items "
                            + ids(shown)
                            + ", wanted are version "
                            + item.version
                            + " and "
                            + byPrice(items)
                            + "; "
                            + answer.headers().firstValue("Cache-Status").orElse(""));
        }
        return null;
    }

    private static int retryAfterSeconds(HttpResponse<String> answer) {
        return Integer.parseInt(answer.headers().firstValue("Retry-After").orElseThrow());
    }

    private static List<Long> byPrice(List<Written> items) {
        return items.stream()
                .sorted((one, other) ->
                        one.cents != other.cents
                                ? Integer.compare(one.cents, other.cents)
                                : Long.compare(one.id, other.id))
                .map(item -> item.id)
                .toList();
    }

    private static long versionOf(Written item, String shown) {
        Matcher card = CARD.matcher(shown);
        while (card.find()) {
            if (Long.parseLong(card.group(1)) == item.id) {
                return Long.parseLong(card.group(2));
            }
        }
        return -1;
    }

    private static List<Long> ids(String shown) {
        List<Long> ids = new ArrayList<>();
        Matcher card = CARD.matcher(shown);
        while (card.find()) {
            ids.add(Long.valueOf(card.group(1)));
        }
        return ids;
    }

    private void wrong(String kind, Written item, String what) {
        int count = count(kind).incrementAndGet();
        if (count <= 20) {
            out.printf("%s %d (item %d): %s%n", kind, count, item.id, what);
        }
    }

    private AtomicInteger count(String kind) {
        AtomicInteger count = wrong.get(kind);
        if (count == null) {
            throw new IllegalArgumentException(kind);
        }
        return count;
    }

    private Written create(String brand, int number, Random random) throws Exception {
        Written item = new Written(0, brand + "i" + number, brand, 1_00 + random.nextInt(900_00));
        HttpResponse<String> answer =
                send(
                        request(nodes.getFirst() + "/api/catalog/items")
                                .header("Content-Type", "application/json")
                                .header("Authorization", "Bearer " + token)
                                .POST(BodyPublishers.ofString(draft(item))));
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        long id = Long.parseLong(all("\"id\":(\\d+)", answer.body()).getFirst());
        return new Written(id, item.sku, brand, item.cents);
    }

    private static String draft(Written item) {
        return """
        {"sku":"%s","name":"Kettle of %s","description":"Written over and over.","category":"mugs",
         "brand":"%s","merchantId":1,"price":{"amount":"%d.%02d","currency":"GBP"},"stock":3,
         "attributes":{},"images":[],"active":true}
        """
                .formatted(item.sku, item.brand, item.brand, item.cents / 100, item.cents % 100);
    }

    private static String path(Written item) {
        return "/api/catalog/items/" + item.id;
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE);
    }

    private HttpResponse<String> get(String url) throws Exception {
        return send(request(url).GET());
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /// Kills Redis, lets it be started anew, gives the shop some moments with it, and so on.
    private void killRedis() {
        Random random = new Random(seed - 1);
        while (!over.get()) {
            if (faults.get()) {
                long pid = redis();
                if (ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false)) {
                    kills.incrementAndGet();
                }
                while (!over.get() && redis() == pid) {
                    pause(50);
                }
                pause(1_000 + random.nextInt(6_000));
            }
            pause(50);
        }
    }

    private long redis() {
        try {
            List<String> pid = all("\"redis\"\\s*:\\s*(\\d+)", Files.readString(runFile));
            return pid.isEmpty() ? 0 : Long.parseLong(pid.getFirst());
        } catch (IOException e) {
            return 0;
        }
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }

    private static List<String> all(String pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
