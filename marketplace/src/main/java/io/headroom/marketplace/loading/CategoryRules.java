package io.headroom.marketplace.loading;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// Finds a category and a picture's shape for an item by the words of its English name. The rules
/// stand in `category-rules.txt`; the first that fits decides.
final class CategoryRules {

    private static final Rule OTHER =
            new Rule(
                    List.of(
                            new CategoryTree.Label("Gifts", "Regalos"),
                            new CategoryTree.Label("Other", "Otros")),
                    "box",
                    List.of());

    private final List<Rule> rules;

    CategoryRules() {
        try (BufferedReader reader = resource("category-rules.txt")) {
            rules =
                    reader.lines()
                            .filter(line -> !line.isBlank() && !line.startsWith("#"))
                            .map(Rule::parse)
                            .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static BufferedReader resource(String name) {
        InputStream in =
                Objects.requireNonNull(
                        CategoryRules.class.getResourceAsStream(name), "resource " + name);
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /// @param path the categories from the root
    /// @param shape the name of the shape to draw
    /// @param words what has to stand in the name, each between spaces
    record Rule(List<CategoryTree.Label> path, String shape, List<String> words) {

        private static Rule parse(String line) {
            String[] parts = line.split("\\|", -1);
            List<CategoryTree.Label> path =
                    Arrays.stream(parts[0].split(">", -1))
                            .map(String::strip)
                            .map(name -> name.split("=", -1))
                            .map(names -> new CategoryTree.Label(names[0], names[1]))
                            .toList();
            List<String> words = new ArrayList<>();
            for (String word : parts[2].split(",", -1)) {
                words.add(" " + word.strip() + " ");
                words.add(" " + word.strip() + "s ");
            }
            return new Rule(path, parts[1].strip(), words);
        }
    }

    /// The first rule that fits the name, or "Gifts › Other" with a box.
    Rule of(String englishName) {
        String name =
                " "
                        + englishName
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^a-z0-9&/'-]+", " ")
                                .replaceAll("'s\\b", "s")
                                .strip()
                        + " ";
        for (Rule rule : rules) {
            for (String word : rule.words()) {
                if (name.contains(word)) {
                    return rule;
                }
            }
        }
        return OTHER;
    }
}
