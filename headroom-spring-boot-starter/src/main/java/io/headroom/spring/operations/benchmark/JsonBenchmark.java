package io.headroom.spring.operations.benchmark;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `json`: writes and reads an answer of 24 items, some 7 KB, with the service's own mapper.
final class JsonBenchmark implements Benchmark {

    private static final int ITEMS = 24;

    private final JsonMapper json;

    JsonBenchmark(JsonMapper json) {
        this.json = json;
    }

    record Item(
            long id,
            String name,
            String description,
            List<String> path,
            BigDecimal price,
            boolean inStock,
            double rating,
            Map<String, String> attributes) {}

    record Page(List<Item> items, long total, String next) {}

    @Override
    public String type() {
        return "json";
    }

    @Override
    public String description() {
        return "Writes and reads an answer of 24 items as JSON.";
    }

    @Override
    public Fixture open() {
        Page page = new Page(LongStream.range(0, ITEMS).mapToObj(this::item).toList(), 4_070, "24");
        byte[] text = json.writeValueAsBytes(page);
        return new Fixture() {
            @Override
            public List<Operation> operations() {
                return List.of(
                        Operation.of("write", () -> json.writeValueAsBytes(page)),
                        Operation.of("read", () -> json.readValue(text, JsonNode.class)));
            }

            @Override
            public void close() {
                // Nothing was opened.
            }
        };
    }

    private Item item(long id) {
        return new Item(
                id,
                "Halden Bone China Mug in Blue " + id,
                "A mug of thin bone china, glazed by hand; it holds 300 ml, and goes into the"
                        + " dishwasher as well as into the microwave.",
                List.of("home", "kitchen", "mugs"),
                BigDecimal.valueOf(1_295 + id, 2),
                id % 3 != 0,
                4.5,
                Map.of("colour", "blue", "material", "bone china"));
    }
}
