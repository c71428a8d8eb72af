package io.headroom.search;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Measures building and searching on synthetic items, on one thread: `SearchMeasurement 20000
/// 200000`.
final class SearchMeasurement {

    private static final int SEARCHES = 3_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private SearchMeasurement() {}

    public static void main(String[] counts) {
        for (String count : counts) {
            measure(Integer.parseInt(count));
        }
    }

    private static void measure(int documents) {
        try (SearchIndex index = LuceneSearchIndex.inMemory(Shop.SCHEMA)) {
            long building = 0;
            for (int i = 0; i < documents; i += 1_000) {
                List<SearchDocument> batch = Shop.synthetic(i, Math.min(documents, i + 1_000));
                long start = System.nanoTime();
                index.update(batch);
                building += System.nanoTime() - start;
            }
            long start = System.nanoTime();
            index.refresh();
            building += System.nanoTime() - start;
            System.out.printf(
                    "%,d documents: built in %.1f s (%,.0f a second), %,d bytes (%d a document)%n",
                    documents,
                    building / 1e9,
                    documents / (building / 1e9),
                    index.bytes(),
                    index.bytes() / documents);
            Question[] questions = {
                new Question("one word", "mug", ""),
                new Question("two words, highlights", "blue mug", "name"),
                new Question("two words, facets", "wireless headphones", "facets"),
                new Question("mistyped, facets", "wireles hedphones", "facets"),
                new Question("any, facets", "", "facets"),
                new Question("category, facets", "blue", "filter"),
            };
            for (Question question : questions) {
                report(question.name(), random -> index.search(question.request(random)));
            }
            report(
                    "suggest",
                    random ->
                            index.suggest(
                                    random.nextBoolean() ? "hea" : "blu m", Language.ENGLISH, 8));
            report("suggest, mistyped", random -> index.suggest("hedpho", Language.ENGLISH, 8));
            report(
                    "similar",
                    random ->
                            index.similar(
                                    "item-" + random.nextInt(documents), Language.ENGLISH, 24));
            start = System.nanoTime();
            index.updateAndRefresh(Shop.synthetic(0, 1));
            System.out.printf(
                    "  update and refresh of one: %.1f ms%n", (System.nanoTime() - start) / 1e6);
        }
    }

    private record Question(String name, String text, String with) {
        SearchRequest request(Random random) {
            // A rare word now and then, so that no two searches are quite the same.
            String typed =
                    !text.isEmpty() && random.nextInt(3) == 0
                            ? text + " " + Shop.word(random.nextInt(9_000))
                            : text;
            SearchRequest.Builder request = SearchRequest.builder(typed, Language.ENGLISH);
            if (!with.isEmpty()) {
                request.highlight("name", "description");
            }
            if (with.equals("facets") || with.equals("filter")) {
                request.facet(new FacetRequest.Values("category", 100))
                        .facet(new FacetRequest.Values("brand", 30))
                        .facet(
                                new FacetRequest.Ranges(
                                        "price", List.of(0.0, 1_000.0, 5_000.0, 10_000.0, 1e9)));
            }
            if (with.equals("filter")) {
                request.anyOf("category", "root-" + random.nextInt(4))
                        .filter(new Filter.Is("inStock", true));
            }
            return request.build();
        }
    }

    private interface Asking {
        Object ask(Random random);
    }

    private static void report(String name, Asking asking) {
        Random random = new Random(42);
        double[] millis = new double[SEARCHES];
        double[] processor = new double[SEARCHES];
        long until = System.nanoTime() + 5_000_000_000L;
        int done = 0;
        for (int i = 0; i < SEARCHES && System.nanoTime() < until; i++) {
            long busy = THREADS.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            asking.ask(random);
            processor[done] = (THREADS.getCurrentThreadCpuTime() - busy) / 1e6;
            millis[done++] = (System.nanoTime() - start) / 1e6;
        }
        int warm = done / 3;
        System.out.printf(
                "  %-24s %s | of the processor %s%n",
                name,
                percentiles(Arrays.copyOfRange(millis, warm, done)),
                percentiles(Arrays.copyOfRange(processor, warm, done)));
    }

    private static String percentiles(double[] measured) {
        Arrays.sort(measured);
        return "p50 %.2f ms, p90 %.2f ms, p99 %.2f ms"
                .formatted(
                        measured[measured.length / 2],
                        measured[measured.length * 9 / 10],
                        measured[measured.length * 99 / 100]);
    }
}
