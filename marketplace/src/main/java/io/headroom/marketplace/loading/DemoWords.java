package io.headroom.marketplace.loading;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// The words that the demo is made of, read from the resources in `demo/`.
final class DemoWords {

    /// A sentence in both languages, with places to fill.
    record Sentence(String english, String spanish) {

        private static Sentence parse(String line) {
            String[] sides = line.split(" ~ ", -1);
            return new Sentence(sides[0].strip(), sides[1].strip());
        }
    }

    /// A material as it stands in names: "Stoneware", "de gres".
    record Material(String english, String spanish) {}

    /// What goods of a kind have in common.
    record Profile(
            String name,
            List<Material> materials,
            List<Spanish.Adjective> styles,
            List<Spanish.Adjective> colours,
            Map<String, List<String>> attributes,
            List<Sentence> sentences) {}

    /// A category at the tree's end and what is sold in it; prices in whole units.
    record Leaf(
            List<CategoryTree.Label> path,
            String shape,
            int lowestPrice,
            int highestPrice,
            Profile profile,
            List<Spanish.Noun> nouns) {

        String department() {
            return path.getFirst().english();
        }
    }

    /// Somebody who sells in some departments: a brand, or a merchant with its country.
    record Seller(String name, String country, List<String> departments) {}

    private final Map<String, List<String>> sections = sections("demo/words.txt");
    private final Map<String, Spanish.Adjective> adjectives = adjectives("adjectives");
    private final Map<String, Spanish.Adjective> colours = adjectives("colours");
    private final List<Leaf> leaves = leaves(profiles());

    List<Leaf> leaves() {
        return leaves;
    }

    List<Seller> sellers(String section) {
        return lines(section)
                .map(line -> line.split("\\|", -1))
                .map(parts -> {
                    String[] name = parts[0].strip().split("=", -1);
                    return new Seller(name[0], name.length > 1 ? name[1] : "", list(parts[1], ","));
                })
                .toList();
    }

    /// The entries of a section that are parted by commas.
    List<String> words(String section) {
        return lines(section).flatMap(line -> list(line, ",").stream()).toList();
    }

    List<Spanish.Noun> nouns(String section) {
        return entries(section).map(Spanish.Noun::parse).toList();
    }

    List<Material> phrases(String section) {
        return entries(section).map(DemoWords::material).toList();
    }

    List<Sentence> sentences(String section) {
        return lines(section).map(Sentence::parse).toList();
    }

    private Map<String, Profile> profiles() {
        Map<String, List<String>> sets = new HashMap<>();
        lines("colour sets")
                .map(line -> line.split("=", -1))
                .forEach(parts -> sets.put(parts[0], list(parts[1], ",")));
        sets.put("all", List.copyOf(colours.keySet()));
        Map<String, Profile> profiles = new LinkedHashMap<>();
        sections("demo/profiles.txt")
                .forEach((name, lines) -> profiles.put(name, profile(name, lines, sets)));
        return profiles;
    }

    private Profile profile(String name, List<String> lines, Map<String, List<String>> sets) {
        List<Material> materials = new ArrayList<>();
        List<Spanish.Adjective> styles = new ArrayList<>();
        List<Spanish.Adjective> shades = new ArrayList<>();
        Map<String, List<String>> attributes = new LinkedHashMap<>();
        List<Sentence> sentences = new ArrayList<>();
        for (String line : lines) {
            int space = line.indexOf(' ');
            String rest = line.substring(space + 1);
            switch (line.substring(0, space)) {
                case "material" -> list(rest, "\\|").forEach(m -> materials.add(material(m)));
                case "style" ->
                        list(rest, ",").forEach(style -> styles.add(known(adjectives, style)));
                case "colour" ->
                        Objects.requireNonNull(sets.get(rest), rest)
                                .forEach(colour -> shades.add(known(colours, colour)));
                case "attr" ->
                        list(rest, "\\|")
                                .forEach(attribute -> {
                                    String[] parts = attribute.split("=", -1);
                                    attributes.put(parts[0], list(parts[1], ","));
                                });
                case "s" -> sentences.add(Sentence.parse(rest));
                default -> throw new IllegalStateException("profiles.txt: " + line);
            }
        }
        return new Profile(name, materials, styles, shades, attributes, sentences);
    }

    private static List<Leaf> leaves(Map<String, Profile> profiles) {
        List<Leaf> leaves = new ArrayList<>();
        CategoryTree.Label department = new CategoryTree.Label("", "");
        CategoryTree.Label group = department;
        for (String line : resourceLines("demo/leaves.txt")) {
            if (line.startsWith("## ")) {
                group = label(line.substring(3));
            } else if (line.startsWith("# ")) {
                department = label(line.substring(2));
            } else {
                List<String> parts = list(line, "\\|");
                String[] prices = parts.get(2).split("-", -1);
                leaves.add(
                        new Leaf(
                                List.of(department, group, label(parts.get(0))),
                                parts.get(1),
                                Integer.parseInt(prices[0]),
                                Integer.parseInt(prices[1]),
                                Objects.requireNonNull(profiles.get(parts.get(3)), line),
                                list(parts.get(4), ";").stream()
                                        .map(Spanish.Noun::parse)
                                        .toList()));
            }
        }
        return leaves;
    }

    private Map<String, Spanish.Adjective> adjectives(String section) {
        Map<String, Spanish.Adjective> found = new LinkedHashMap<>();
        entries(section)
                .map(Spanish.Adjective::parse)
                .forEach(adjective -> found.put(adjective.english(), adjective));
        return found;
    }

    private Stream<String> lines(String section) {
        return Objects.requireNonNull(sections.get(section), section).stream();
    }

    private Stream<String> entries(String section) {
        return Objects.requireNonNull(sections.get(section), section).stream()
                .flatMap(line -> list(line, "\\|").stream());
    }

    private static CategoryTree.Label label(String text) {
        String[] names = text.strip().split("=", -1);
        return new CategoryTree.Label(names[0], names[1]);
    }

    private static Material material(String text) {
        String[] names = text.split("=", -1);
        return new Material(names[0], names[1]);
    }

    private static <T> T known(Map<String, T> values, String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    private static List<String> list(String text, String separator) {
        return Arrays.stream(text.split(separator)).map(String::strip).toList();
    }

    private static Map<String, List<String>> sections(String resource) {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        List<String> current = new ArrayList<>();
        for (String line : resourceLines(resource)) {
            if (line.startsWith("[")) {
                current = new ArrayList<>();
                sections.put(line.substring(1, line.length() - 1), current);
            } else {
                current.add(line);
            }
        }
        return sections;
    }

    private static List<String> resourceLines(String resource) {
        try (BufferedReader reader = CategoryRules.resource(resource)) {
            return reader.lines()
                    .filter(line -> !line.isBlank())
                    .filter(line -> !line.startsWith("//"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
