package io.headroom.marketplace.loading;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Records of items, with the fields of the catalogue API's POST body. The rules stand in
/// `docs/import.md`.
final class ItemImport implements Import {

    static final Set<String> COLUMNS = Set.of("sku", "name", "price");

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
    private static final Pattern IMAGE =
            Pattern.compile("(https?:/)?/[\\x21-\\x7E&&[^\"\\\\{}]]{1,500}");
    private static final String DEFAULT_CURRENCY = "GBP";
    private static final int LONGEST_SKU = 64;
    private static final int LONGEST_DESCRIPTION = 10_000;
    private static final int LONGEST_ATTRIBUTE = 200;
    private static final int MOST_ATTRIBUTES = 50;
    private static final int MOST_IMAGES = 20;
    private static final int DEEPEST_PATH = 3;

    private final CatalogueSink sink;
    private final Tally tally;
    private final Instant now;
    private final CopyRows rows;
    private final CategoryTree tree = new CategoryTree();
    private final CategoryRules rules = new CategoryRules();
    private final Map<String, Named> brands = new LinkedHashMap<>();
    private final Map<String, Named> merchants = new LinkedHashMap<>();
    private final Map<String, Long> lineOfSku = new HashMap<>();
    private final FieldParser fields = new FieldParser(ZoneOffset.UTC);
    private long items;

    private record Named(int id, String name) {}

    ItemImport(CatalogueSink sink, Tally tally, Instant now) {
        this.sink = sink;
        this.tally = tally;
        this.now = now;
        this.rows = sink.open(Table.ITEM);
    }

    @Override
    public void accept(SourceRecord line) {
        if (!line.problem().isEmpty()) {
            tally.refuse(line, line.problem());
            return;
        }
        String sku = value(line, "sku");
        String name = value(line, "name");
        String nameEs = spanish(line, "namees", "name");
        Optional<BigDecimal> price = FieldParser.amount(price(line, "amount"));
        String currency = currency(line);
        if (sku.isEmpty() || sku.length() > LONGEST_SKU) {
            tally.refuse(line, "sku must have 1 to 64 characters");
        } else if (name.isEmpty() || name.length() > ItemName.LONGEST) {
            tally.refuse(line, "name must have 1 to 200 characters");
        } else if (nameEs.length() > ItemName.LONGEST) {
            tally.refuse(line, "the Spanish name must have at most 200 characters");
        } else if (price.isEmpty() || price.get().signum() < 0) {
            tally.refuse(line, "price must be an amount of at least 0");
        } else if (!CURRENCY.matcher(currency).matches()) {
            tally.refuse(line, "currency must be a code of ISO 4217");
        } else {
            take(line, sku, name, nameEs, price.get(), currency);
        }
    }

    private void take(
            SourceRecord line,
            String sku,
            String name,
            String nameEs,
            BigDecimal price,
            String currency) {
        int merchant = number(merchants, valueOr(line, "merchant", "Marketplace"));
        Long earlier = lineOfSku.putIfAbsent(merchant + "\u0000" + sku, line.line());
        if (earlier != null) {
            tally.refuse(line, "the merchant's sku stands on an earlier line already");
            return;
        }
        if (line.mendedEncoding()) {
            tally.mend("not UTF-8; read as Windows-1252");
        }
        BigDecimal rounded = price.setScale(2, RoundingMode.HALF_UP);
        if (rounded.compareTo(price) != 0) {
            tally.mend("price rounded to two decimals");
        }
        String category = value(line, "category");
        CategoryRules.Rule rule = rules.of(name);
        if (category.isEmpty()) {
            tally.mend("no category; chosen by the words of the name");
        }
        String brand = value(line, "brand");
        String descriptionEs = shortened(spanish(line, "descriptiones", "description"));
        Instant created = fields.instant(value(line, "createdat")).orElse(now);
        new ItemRow(
                        ++items,
                        sku,
                        merchant,
                        brand.isEmpty() ? 0 : number(brands, brand),
                        category.isEmpty() ? tree.place(rule.path()) : place(category),
                        name,
                        nameEs.isEmpty() ? null : nameEs,
                        shortened(value(line, "description")),
                        descriptionEs.isEmpty() ? null : descriptionEs,
                        attributes(line),
                        rounded.unscaledValue().longValueExact(),
                        currency,
                        stock(line),
                        0,
                        0,
                        images(line, sku, name, rule.shape()),
                        !value(line, "active").equalsIgnoreCase("false"),
                        created,
                        created)
                .write(rows);
        tally.take();
    }

    /// A path such as "Home > Kitchen > Mugs" (levels beyond the third are left out), or one
    /// category's slug or name.
    private CategoryTree.Place place(String category) {
        List<CategoryTree.Label> path =
                Arrays.stream(category.split("[>›/]", -1))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .limit(DEEPEST_PATH)
                        .map(name -> new CategoryTree.Label(name, name))
                        .toList();
        return path.size() > 1 ? tree.place(path) : tree.placeOfSlug(category.strip());
    }

    private int stock(SourceRecord line) {
        String text = value(line, "stock");
        int stock = FieldParser.wholeNumber(text).orElse(-1);
        if (stock < 0) {
            tally.mend(
                    text.isEmpty()
                            ? "no stock; taken as 0"
                            : "stock is no whole number of at least 0; taken as 0");
        }
        return Math.max(0, stock);
    }

    private static String price(SourceRecord line, String field) {
        String price = value(line, "price");
        return price.startsWith("{") ? json(price).path(field).asString("") : price;
    }

    private static String currency(SourceRecord line) {
        String own = value(line, "currency");
        if (!own.isEmpty()) {
            return own.toUpperCase(Locale.ROOT);
        }
        String price = value(line, "price");
        return price.startsWith("{")
                ? json(price).path("currency").asString(DEFAULT_CURRENCY)
                : DEFAULT_CURRENCY;
    }

    private static String spanish(SourceRecord line, String column, String field) {
        String own = value(line, column);
        return own.isEmpty()
                ? json(value(line, "translations")).path("es").path(field).asString("").strip()
                : own;
    }

    /// A JSON object, or "Colour=Teal; Size=M".
    private Map<String, String> attributes(SourceRecord line) {
        String text = value(line, "attributes");
        Map<String, String> attributes = new LinkedHashMap<>();
        if (text.startsWith("{")) {
            json(text)
                    .properties()
                    .forEach(entry ->
                            put(attributes, entry.getKey(), entry.getValue().asString("")));
        } else {
            for (String pair : text.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    put(
                            attributes,
                            pair.substring(0, equals).strip(),
                            pair.substring(equals + 1).strip());
                } else if (!pair.isBlank()) {
                    tally.mend("an attribute without a value left out");
                }
            }
        }
        return attributes;
    }

    private void put(Map<String, String> attributes, String key, String value) {
        if (attributes.size() >= MOST_ATTRIBUTES
                || key.isBlank()
                || value.isEmpty()
                || key.length() > LONGEST_ATTRIBUTE
                || value.length() > LONGEST_ATTRIBUTE) {
            tally.mend("an attribute beyond the limits left out");
            return;
        }
        attributes.put(key.strip(), value.replace("\0", ""));
    }

    /// A JSON array or addresses parted by white space; drawn pictures where there are none.
    private List<String> images(SourceRecord line, String sku, String name, String shape) {
        String text = value(line, "images");
        if (text.isEmpty()) {
            return NameWords.pictures(sku, name, shape);
        }
        List<String> given =
                text.startsWith("[")
                        ? json(text).valueStream().map(node -> node.asString("")).toList()
                        : List.of(text.split("\\s+", -1));
        List<String> images =
                given.stream()
                        .filter(image -> IMAGE.matcher(image).matches())
                        .limit(MOST_IMAGES)
                        .toList();
        if (images.size() < given.size()) {
            tally.mend("an image that is no address left out");
        }
        return images.isEmpty() ? NameWords.pictures(sku, name, shape) : images;
    }

    private String shortened(String description) {
        if (description.length() <= LONGEST_DESCRIPTION) {
            return description;
        }
        tally.mend("description cut at 10,000 characters");
        return description.substring(0, LONGEST_DESCRIPTION);
    }

    /// The parsed text; the missing node for what is no JSON.
    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            return JSON.missingNode();
        }
    }

    private static int number(Map<String, Named> names, String name) {
        return names.computeIfAbsent(Slug.of(name), slug -> new Named(names.size() + 1, name)).id();
    }

    private static String value(SourceRecord line, String column) {
        return line.get(column).replace("\0", "").strip();
    }

    private static String valueOr(SourceRecord line, String column, String absent) {
        String value = value(line, column);
        return value.isEmpty() ? absent : value;
    }

    @Override
    public void finish() {
        rows.close();
        tree.write(sink);
        try (CopyRows table = sink.open(Table.BRAND)) {
            brands.forEach(
                    (slug, brand) -> table.number(brand.id()).text(slug).text(brand.name()).end());
        }
        try (CopyRows table = sink.open(Table.MERCHANT)) {
            merchants.forEach((slug, merchant) ->
                    table.number(merchant.id())
                            .text(slug)
                            .text(merchant.name())
                            .text("Unspecified")
                            .end());
        }
    }

    @Override
    public @Nullable Instant asOf() {
        return null;
    }
}
