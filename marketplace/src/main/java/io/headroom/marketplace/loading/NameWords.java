package io.headroom.marketplace.loading;

import io.headroom.marketplace.pictures.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an item's name tells beside its category: colour, material, number of pieces, and so how
/// its pictures look.
final class NameWords {

    private static final Pattern PIECES =
            Pattern.compile("(?i)\\b(?:set of|pack of|box of|set/|s/|bundle of)\\s?(\\d{1,3})\\b");
    private static final Map<String, String> COLOUR_WORDS =
            Map.ofEntries(
                    Map.entry("red", "Red"),
                    Map.entry("ruby", "Red"),
                    Map.entry("retrospot", "Red"),
                    Map.entry("pink", "Pink"),
                    Map.entry("fuschia", "Magenta"),
                    Map.entry("blue", "Blue"),
                    Map.entry("navy", "Navy"),
                    Map.entry("green", "Green"),
                    Map.entry("olive", "Olive"),
                    Map.entry("mint", "Mint"),
                    Map.entry("pistachio", "Mint"),
                    Map.entry("turquoise", "Turquoise"),
                    Map.entry("turq", "Turquoise"),
                    Map.entry("teal", "Teal"),
                    Map.entry("yellow", "Yellow"),
                    Map.entry("amber", "Amber"),
                    Map.entry("orange", "Orange"),
                    Map.entry("purple", "Purple"),
                    Map.entry("amethyst", "Purple"),
                    Map.entry("lavender", "Lavender"),
                    Map.entry("white", "White"),
                    Map.entry("ivory", "Ivory"),
                    Map.entry("cream", "Cream"),
                    Map.entry("black", "Black"),
                    Map.entry("grey", "Grey"),
                    Map.entry("silver", "Silver"),
                    Map.entry("zinc", "Silver"),
                    Map.entry("gold", "Gold"),
                    Map.entry("copper", "Copper"),
                    Map.entry("brown", "Brown"),
                    Map.entry("wood", "Tan"),
                    Map.entry("wooden", "Tan"),
                    Map.entry("burgundy", "Burgundy"));
    private static final Map<String, String> MATERIAL_WORDS =
            Map.ofEntries(
                    Map.entry("wood", "Wood"),
                    Map.entry("wooden", "Wood"),
                    Map.entry("glass", "Glass"),
                    Map.entry("metal", "Metal"),
                    Map.entry("zinc", "Zinc"),
                    Map.entry("ceramic", "Ceramic"),
                    Map.entry("porcelain", "Porcelain"),
                    Map.entry("felt", "Felt"),
                    Map.entry("paper", "Paper"),
                    Map.entry("enamel", "Enamel"),
                    Map.entry("wicker", "Wicker"),
                    Map.entry("cotton", "Cotton"),
                    Map.entry("crystal", "Crystal"),
                    Map.entry("acrylic", "Acrylic"),
                    Map.entry("slate", "Slate"),
                    Map.entry("melamine", "Melamine"),
                    Map.entry("plastic", "Plastic"),
                    Map.entry("silver", "Silver"));
    private static final int VARIANTS = 3;

    private NameWords() {}

    /// Attributes read from the name, in alphabetical order; a colour of which only a material is
    /// known is none.
    static Map<String, String> attributes(String name) {
        Map<String, String> attributes = new TreeMap<>();
        for (String word : words(name)) {
            String colour = COLOUR_WORDS.get(word);
            String material = MATERIAL_WORDS.get(word);
            if (material != null) {
                attributes.putIfAbsent("Material", material);
            } else if (colour != null) {
                attributes.putIfAbsent("Colour", colour);
            }
        }
        Matcher pieces = PIECES.matcher(name);
        if (pieces.find()) {
            attributes.put("Pieces", pieces.group(1));
        }
        return attributes;
    }

    /// The addresses of an item's drawn pictures, the same for the same item always.
    static List<String> pictures(String sku, String name, String shape) {
        int seed = sku.hashCode() * 0x9E3779B1;
        String colour =
                words(name).stream()
                        .filter(COLOUR_WORDS::containsKey)
                        .findFirst()
                        .map(word -> COLOUR_WORDS.getOrDefault(word, "").toLowerCase(Locale.ROOT))
                        .orElseGet(() -> anyColour(seed));
        return pictures(shape, colour, seed, 2 + Math.floorMod(seed >>> 7, VARIANTS - 1));
    }

    static List<String> pictures(String shape, String colour, int seed, int count) {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            paths.add(new Picture(shape, colour, (seed + i) & 0xFFFFFF).path());
        }
        return paths;
    }

    private static String anyColour(int seed) {
        List<String> colours = List.copyOf(Picture.colours());
        return colours.get(Math.floorMod(seed >>> 3, colours.size()));
    }

    private static List<String> words(String name) {
        return List.of(name.toLowerCase(Locale.ROOT).split("[^a-z]+"));
    }
}
