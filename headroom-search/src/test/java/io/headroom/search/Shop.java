package io.headroom.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/// The fields of a shop, a few items everybody can picture, and any number of synthetic ones.
final class Shop {

    static final SearchSchema SCHEMA =
            new SearchSchema(
                    List.of(Language.ENGLISH, Language.SPANISH),
                    List.of(
                            new Field.Text("name", 4, true),
                            new Field.Text("attributes", 1, false),
                            new Field.Text("description", 1, false),
                            new Field.Keyword("brand", 2, 1, true),
                            new Field.Keyword("category", 2, 3, true),
                            new Field.Keyword("merchant", 0, 0, false),
                            new Field.Numeric("price"),
                            new Field.Numeric("rating"),
                            new Field.Numeric("popularity"),
                            new Field.Numeric("createdAt"),
                            new Field.Flag("inStock")),
                    List.of(new Prior("popularity", 0.2, 50), new Prior("rating", 0.1, 3)));

    private Shop() {}

    static LuceneSearchIndex index(SearchDocument... documents) {
        LuceneSearchIndex index = LuceneSearchIndex.inMemory(SCHEMA);
        index.updateAndRefresh(List.of(documents));
        return index;
    }

    /// An item with an English and a Spanish name.
    static SearchDocument.Builder item(String id, String name, String spanish) {
        return SearchDocument.builder(id).text("name", name, Map.of(Language.SPANISH, spanish));
    }

    static SearchDocument.Builder item(String id, String name) {
        return SearchDocument.builder(id).text("name", name);
    }

    static SearchDocument.Builder audio(SearchDocument.Builder item) {
        return item.keyword(
                        "category",
                        "electronics",
                        "Electronics",
                        Map.of(Language.SPANISH, "Electrónica"))
                .keyword("category", "audio", "Audio")
                .keyword(
                        "category",
                        "headphones",
                        "Headphones",
                        Map.of(Language.SPANISH, "Auriculares"));
    }

    static SearchDocument.Builder mugs(SearchDocument.Builder item) {
        return item.keyword("category", "home", "Home", Map.of(Language.SPANISH, "Hogar"))
                .keyword("category", "kitchen", "Kitchen", Map.of(Language.SPANISH, "Cocina"))
                .keyword("category", "mugs", "Mugs", Map.of(Language.SPANISH, "Tazas"));
    }

    static SearchDocument.Builder kettles(SearchDocument.Builder item) {
        return item.keyword("category", "home", "Home", Map.of(Language.SPANISH, "Hogar"))
                .keyword("category", "kitchen", "Kitchen", Map.of(Language.SPANISH, "Cocina"))
                .keyword("category", "kettles", "Kettles", Map.of(Language.SPANISH, "Hervidores"));
    }

    static SearchResult search(SearchIndex index, String text) {
        return index.search(SearchRequest.builder(text, Language.ENGLISH).build());
    }

    static List<String> ids(SearchIndex index, String text, Language language) {
        return ids(index.search(SearchRequest.builder(text, language).build()));
    }

    static List<String> ids(SearchIndex index, String text) {
        return ids(index, text, Language.ENGLISH);
    }

    static List<String> ids(SearchResult result) {
        return result.hits().stream().map(SearchHit::id).toList();
    }

    private static final String[] GOODS = {
        "Mug", "Kettle", "Headphones", "Lamp", "Backpack", "Notebook", "Jacket", "Speaker", "Chair",
        "Bottle", "Camera", "Keyboard", "Pillow", "Knife", "Watch", "Tent", "Bicycle", "Puzzle"
    };
    private static final String[] KINDS = {
        "Blue",
        "Red",
        "Wireless",
        "Ceramic",
        "Travel",
        "Large",
        "Small",
        "Classic",
        "Leather",
        "Folding",
        "Electric",
        "Vintage",
        "Outdoor",
        "Waterproof",
        "Bamboo",
        "Steel"
    };

    /// A synthetic item: the same for the same number.
    static SearchDocument synthetic(int number) {
        Random random = new Random(number * 31L + 7);
        int good = random.nextInt(GOODS.length);
        String kind = KINDS[random.nextInt(KINDS.length)];
        String other = KINDS[random.nextInt(KINDS.length)];
        String brand = word(random.nextInt(300));
        String name =
                "%s %s %s %s".formatted(kind, other, GOODS[good], word(random.nextInt(9_000)));
        StringBuilder description = new StringBuilder("A ").append(name).append('.');
        for (int i = 0; i < 45; i++) {
            // Squaring makes some words frequent and most rare, as in language.
            double x = random.nextDouble();
            description.append(' ').append(word((int) (x * x * x * 20_000)));
        }
        return SearchDocument.builder("item-" + number)
                .text("name", name, Map.of(Language.SPANISH, "Artículo " + name))
                .text("description", description.toString())
                .text("attributes", "colour " + kind + " size " + random.nextInt(50))
                .keyword(
                        "brand",
                        brand,
                        brand.substring(0, 1).toUpperCase(Locale.ROOT) + brand.substring(1))
                .keyword("category", "root-" + good % 4, "Department " + good % 4)
                .keyword("category", "middle-" + good % 9, "Aisle " + good % 9)
                .keyword("category", "leaf-" + good, GOODS[good] + "s")
                .keyword("merchant", "m" + random.nextInt(40))
                .number("price", random.nextInt(100, 30_000))
                .number("rating", random.nextInt(51) / 10.0)
                .number("popularity", Math.floor(Math.pow(random.nextDouble(), 4) * 1_000))
                .number("createdAt", 1_700_000_000L + number)
                .flag("inStock", random.nextInt(10) > 0)
                .data("sku", "S" + number)
                .build();
    }

    static List<SearchDocument> synthetic(int from, int to) {
        List<SearchDocument> documents = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            documents.add(synthetic(i));
        }
        return documents;
    }

    /// A pronounceable word, different for each number below 100,000.
    static String word(int number) {
        String consonants = "bdfgklmnprstvz";
        String vowels = "aeiou";
        StringBuilder word = new StringBuilder();
        int rest = number + 70;
        while (rest > 0) {
            word.append(consonants.charAt(rest % 14)).append(vowels.charAt(rest / 14 % 5));
            rest /= 70;
        }
        return word.toString();
    }
}
