package io.headroom.load;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Learns from the shop's public API what there is to ask for.
final class CatalogueReader {

    private static final int MOST_ITEMS = 5_000;
    private static final int MOST_QUERIES = 2_000;
    private static final int MOST_WRITABLE = 300;
    private static final int SPANISH_PAGES = 5;
    private static final int PAGE = 100;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int SHORTEST_WORD = 3;

    private final HttpClient client;
    private final String url;
    private final JsonMapper json = JsonMapper.builder().build();
    private final long seed;

    CatalogueReader(HttpClient client, String url, long seed) {
        this.client = client;
        this.url = url;
        this.seed = seed;
    }

    /// @param queries a file of search texts, one a line, the most frequent first; where it is not
    ///   there, texts are made of the catalogue's own names
    /// @param writable whether items are going to be written
    /// @throws LoadException when the shop does not answer as a shop does
    Catalogue read(Path queries, boolean writable) {
        List<String> names = new ArrayList<>();
        List<Long> items = new ArrayList<>();
        pages("en", MOST_ITEMS / PAGE, items, names);
        List<String> spanishNames = new ArrayList<>();
        pages("es", SPANISH_PAGES, new ArrayList<>(), spanishNames);
        List<String> categories = new ArrayList<>();
        List<JsonNode> tree = nodes(get("/api/catalog/categories"), "categories");
        List<JsonNode> flat = new ArrayList<>();
        flatten(tree, flat);
        flat.stream()
                .sorted(Comparator.comparingLong((JsonNode n) -> -n.path("count").asLong(0)))
                .forEach(node -> categories.add(node.path("slug").asString("")));
        List<String> brands = brands();
        List<String> english = queriesOf(names);
        String source = "words and pairs of words of the catalogue's own names";
        if (Files.isReadable(queries)) {
            english = lines(queries);
            source = "the file " + queries.getFileName() + "; Spanish ones from the catalogue";
        } else {
            source += ", since there is no file of real search texts";
        }
        return new Catalogue(
                items,
                writable ? writable(items) : List.of(),
                categories,
                brands,
                english,
                queriesOf(spanishNames),
                source);
    }

    private void pages(String language, int most, List<Long> items, List<String> names) {
        String address = "/api/catalog/items?limit=" + PAGE + "&sort=-popularity&lang=" + language;
        String cursor = "";
        for (int page = 0; page < most; page++) {
            JsonNode answer = get(address + cursor);
            for (JsonNode item : nodes(answer, "items")) {
                items.add(item.path("id").asLong(0));
                names.add(item.path("name").asString(""));
            }
            String next = answer.path("page").path("next").asString("");
            if (next.isEmpty()) {
                return;
            }
            cursor = "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
        }
    }

    private static void flatten(List<JsonNode> nodes, List<JsonNode> into) {
        for (JsonNode node : nodes) {
            into.add(node);
            flatten(nodes(node, "children"), into);
        }
    }

    private List<String> brands() {
        List<String> brands = new ArrayList<>();
        for (JsonNode facet : nodes(get("/api/catalog/search?limit=1"), "facets")) {
            if (facet.path("field").asString("").equals("brand")) {
                nodes(facet, "values").forEach(v -> brands.add(v.path("value").asString("")));
            }
        }
        return brands;
    }

    /// What people type: mostly two words that stand together, else one.
    private List<String> queriesOf(List<String> names) {
        RandomGenerator random = new SplittableRandom(seed);
        Set<String> queries = new LinkedHashSet<>();
        for (String name : names) {
            String[] words = name.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1);
            int start = random.nextInt(Math.max(1, words.length));
            String first = words[start];
            if (first.length() < SHORTEST_WORD) {
                continue;
            }
            boolean pair = random.nextInt(3) > 0 && start + 1 < words.length;
            queries.add(pair ? first + " " + words[start + 1] : first);
            if (queries.size() == MOST_QUERIES) {
                break;
            }
        }
        return List.copyOf(queries);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .limit(MOST_QUERIES)
                    .toList();
        } catch (IOException e) {
            throw new LoadException("The search texts cannot be read: " + e, e);
        }
    }

    private List<Catalogue.WritableItem> writable(List<Long> items) {
        List<Catalogue.WritableItem> writable = new ArrayList<>();
        for (long id : items.subList(0, Math.min(MOST_WRITABLE, items.size()))) {
            if (get("/api/catalog/items/" + id) instanceof ObjectNode item) {
                // The stock goes last, so that what stands before it stays the same text.
                item.remove("stock");
                String text = json.writeValueAsString(item);
                String before = text.substring(0, text.length() - 1) + ",\"stock\":";
                writable.add(new Catalogue.WritableItem(id, before, "}"));
            }
        }
        return writable;
    }

    private static List<JsonNode> nodes(JsonNode parent, String field) {
        List<JsonNode> nodes = new ArrayList<>();
        parent.path(field).forEach(nodes::add);
        return nodes;
    }

    private JsonNode get(String address) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + address))
                        .timeout(TIMEOUT)
                        .header("Accept", "application/json")
                        .build();
        try {
            HttpResponse<String> response =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new LoadException(
                        "%s%s answers with status %d; is it a Headroom shop?"
                                .formatted(url, address, response.statusCode()));
            }
            return json.readTree(response.body());
        } catch (IOException e) {
            throw new LoadException(
                    "No shop answers at %s (%s). Start one with ./headroom run, or let this command do it with --start."
                            .formatted(url, e),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadException("interrupted", e);
        }
    }
}
