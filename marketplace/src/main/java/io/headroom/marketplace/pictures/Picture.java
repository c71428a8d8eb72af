package io.headroom.marketplace.pictures;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A drawn picture: a shape in a colour, varied by a seed. Its SVG is the same on every call and in
/// every process, holds no text and no script, and is smaller than 4 KB.
///
/// Its name is `<shape>-<colour>-<seed>`, such as `mug-teal-3f2a`: the shape and the colour from
/// [#shapes] and [#colours], the seed in lower-case hexadecimal without leading zeros.
///
/// @param shape what is drawn
/// @param colour its main colour
/// @param seed chooses pattern, accent, angle and background, 0 to 0xFFFFFF
public record Picture(String shape, String colour, int seed) {

    private static final int HIGHEST_SEED = 0xFFFFFF;
    private static final Pattern NAME =
            Pattern.compile("([a-z]{1,20})-([a-z]{1,20})-([0-9a-f]{1,6})");
    private static final String FOLDER = "/pictures/";
    private static final String SUFFIX = ".svg";
    private static final int WHITE = 0xFFFFFF;
    private static final int INK = 0x2B2D36;

    private static final Map<String, Integer> COLOURS = palette();
    private static final int[] ACCENTS = {
        0xF2A541, 0xE4572E, 0x2E86AB, 0x3BB273, 0xE15A97, 0x7768AE, 0xF6C945, 0x17BEBB, 0xD1495B,
        0x00798C
    };

    /// @throws IllegalArgumentException for a shape, colour or seed that does not exist
    public Picture {
        if (!Shapes.BY_NAME.containsKey(shape)) {
            throw new IllegalArgumentException("shape is unknown: " + shape);
        }
        if (!COLOURS.containsKey(colour)) {
            throw new IllegalArgumentException("colour is unknown: " + colour);
        }
        if (seed < 0 || seed > HIGHEST_SEED) {
            throw new IllegalArgumentException("seed must be 0 to 0xFFFFFF, but is " + seed);
        }
    }

    /// The picture of a name; empty for what is no name of a picture.
    public static Optional<Picture> parse(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()
                || !Shapes.BY_NAME.containsKey(matcher.group(1))
                || !COLOURS.containsKey(matcher.group(2))) {
            return Optional.empty();
        }
        Picture picture =
                new Picture(
                        matcher.group(1), matcher.group(2), Integer.parseInt(matcher.group(3), 16));
        return picture.name().equals(name) ? Optional.of(picture) : Optional.empty();
    }

    /// The names of the shapes.
    public static Set<String> shapes() {
        return Shapes.BY_NAME.keySet();
    }

    /// The names of the colours.
    public static Set<String> colours() {
        return COLOURS.keySet();
    }

    public String name() {
        return shape + "-" + colour + "-" + Integer.toHexString(seed);
    }

    /// The path of its address in the shop.
    public String path() {
        return FOLDER + name() + SUFFIX;
    }

    /// The picture as SVG of 400 by 400.
    public String svg() {
        int bits = scrambled();
        int main = COLOURS.getOrDefault(colour, INK);
        int accent = accent(main, bits & 0xFF);
        int backdrop = (bits >>> 8 & 3) == 0 || luminance(main) > 200 ? accent : main;
        int angle = (bits >>> 10 & 7) - 4;
        return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400"><defs>\
        <linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop stop-color="%1$s"/><stop offset="1" stop-color="%2$s"/></linearGradient>\
        <radialGradient id="b" cx=".5" cy=".4" r=".75"><stop stop-color="%3$s"/><stop offset="1" stop-color="%4$s"/></radialGradient>\
        <filter id="f" x="-.3" y="-1" width="1.6" height="3"><feGaussianBlur stdDeviation="9"/></filter>%5$s</defs>\
        <style>.m{fill:url(#g)}.p{fill:%6$s}.d{fill:%7$s}.l{fill:%8$s}.a{fill:%9$s}.k{fill:%10$s}.w{fill:#fff}\
        .sm,.sd,.sl,.sa,.sk,.sw{fill:none;stroke-linecap:round;stroke-linejoin:round}.sm{stroke:%11$s}.sd{stroke:%7$s}.sl{stroke:%8$s}\
        .sa{stroke:%9$s}.sk{stroke:%10$s}.sw{stroke:#fff}</style>\
        <rect width="400" height="400" fill="url(#b)"/>%12$s\
        <ellipse cx="200" cy="326" rx="118" ry="13" fill="%10$s" opacity=".28" filter="url(#f)"/>\
        <g transform="rotate(%13$d 200 318)">%14$s</g></svg>
        """
                .strip()
                .formatted(
                        hex(mix(main, WHITE, .22)),
                        hex(mix(main, 0x1B1030, .16)),
                        hex(mix(backdrop, WHITE, .90)),
                        hex(mix(backdrop, WHITE, .70)),
                        pattern(
                                bits >>> 13 & 7,
                                mix(main, luminance(main) > 140 ? 0x402040 : WHITE, .5)),
                        (bits >>> 13 & 7) < 5 ? "url(#p)" : "none",
                        hex(mix(main, 0x1B1030, .38)),
                        hex(mix(main, WHITE, .55)),
                        hex(accent),
                        hex(INK),
                        hex(main),
                        scenery(bits >>> 16 & 3, hex(mix(backdrop, WHITE, .55))),
                        angle,
                        Shapes.BY_NAME.getOrDefault(shape, ""));
    }

    /// A pattern over the main colour: stripes, dots, checks, waves or none.
    private static String pattern(int kind, int rgb) {
        String colour = hex(rgb);
        return switch (kind) {
            case 0 -> tile(26, 0, "<path d=\"M0 6h26\" stroke=\"%s\" stroke-width=\"7\"/>", colour);
            case 1 ->
                    tile(30, 45, "<path d=\"M0 8h30\" stroke=\"%s\" stroke-width=\"5\"/>", colour);
            case 2 -> tile(30, 30, "<circle cx=\"9\" cy=\"9\" r=\"5\" fill=\"%s\"/>", colour);
            case 3 ->
                    tile(
                            34,
                            0,
                            "<path d=\"M0 0h17v17h-17zM17 17h17v17h-17z\" fill=\"%s\"/>",
                            colour);
            case 4 ->
                    tile(
                            40,
                            0,
                            "<path d=\"M0 20q10-14 20 0t20 0\" fill=\"none\" stroke=\"%s\" stroke-width=\"4\"/>",
                            colour);
            default -> "";
        };
    }

    private static String tile(int size, int angle, String content, String colour) {
        return """
        <pattern id="p" width="%1$d" height="%1$d" patternUnits="userSpaceOnUse" patternTransform="rotate(%2$d)"><g opacity=".3">%3$s</g></pattern>\
        """
                .formatted(size, angle, content.formatted(colour));
    }

    /// What stands behind the shape.
    private static String scenery(int kind, String colour) {
        String form =
                switch (kind) {
                    case 0 ->
                            "<circle cx=\"200\" cy=\"196\" r=\"150\" fill=\"%s\" opacity=\".5\"/>";
                    case 1 ->
                            "<path d=\"M60 400v-210a140 140 0 0 1 280 0v210z\" fill=\"%s\" opacity=\".45\"/>";
                    case 2 -> "<path d=\"M0 316h400v84h-400z\" fill=\"%s\" opacity=\".7\"/>";
                    default ->
                            "<path d=\"M0 300q110-70 210-20t190-30v150h-400z\" fill=\"%s\" opacity=\".55\"/>";
                };
        return form.formatted(colour);
    }

    /// An accent that stands out from the main colour.
    private static int accent(int main, int choice) {
        for (int i = 0; i < ACCENTS.length; i++) {
            int accent = ACCENTS[(choice + i) % ACCENTS.length];
            if (distance(accent, main) > 140) {
                return accent;
            }
        }
        return INK;
    }

    private static int distance(int a, int b) {
        return Math.abs((a >> 16 & 255) - (b >> 16 & 255))
                + Math.abs((a >> 8 & 255) - (b >> 8 & 255))
                + Math.abs((a & 255) - (b & 255));
    }

    private static int luminance(int rgb) {
        return ((rgb >> 16 & 255) * 54 + (rgb >> 8 & 255) * 183 + (rgb & 255) * 19) >> 8;
    }

    private static int mix(int rgb, int with, double share) {
        int mixed = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            double value = (rgb >> shift & 255) * (1 - share) + (with >> shift & 255) * share;
            mixed |= (int) Math.round(value) << shift;
        }
        return mixed;
    }

    private static String hex(int rgb) {
        return String.format(Locale.ROOT, "#%06x", rgb);
    }

    /// The seed's bits, spread so that neighbours differ (the finalizer of MurmurHash3).
    private int scrambled() {
        int h = seed ^ 0x5BD1E995;
        h = (h ^ h >>> 16) * 0x85EBCA6B;
        h = (h ^ h >>> 13) * 0xC2B2AE35;
        return h ^ h >>> 16;
    }

    private static Map<String, Integer> palette() {
        Map<String, Integer> palette = new LinkedHashMap<>();
        palette.put("red", 0xD64045);
        palette.put("coral", 0xF2785C);
        palette.put("orange", 0xF08A24);
        palette.put("amber", 0xE8A317);
        palette.put("yellow", 0xF2C82E);
        palette.put("mustard", 0xC9982B);
        palette.put("lime", 0xA4C639);
        palette.put("green", 0x4C9F5A);
        palette.put("sage", 0x9CB59A);
        palette.put("olive", 0x7F8B3D);
        palette.put("mint", 0x8FD3B6);
        palette.put("teal", 0x1F8A8C);
        palette.put("turquoise", 0x35B8B4);
        palette.put("sky", 0x7CC3EA);
        palette.put("blue", 0x3A78C9);
        palette.put("navy", 0x28406B);
        palette.put("indigo", 0x4B4FA6);
        palette.put("purple", 0x7D4FA3);
        palette.put("lavender", 0xB6A2DB);
        palette.put("magenta", 0xC13584);
        palette.put("pink", 0xF08CB0);
        palette.put("rose", 0xD9798B);
        palette.put("burgundy", 0x7B2D43);
        palette.put("peach", 0xF7B895);
        palette.put("terracotta", 0xC4694A);
        palette.put("brown", 0x7B5236);
        palette.put("tan", 0xC79F6B);
        palette.put("beige", 0xDCC8A5);
        palette.put("cream", 0xEFE3C6);
        palette.put("ivory", 0xF3EDDD);
        palette.put("white", 0xEDEFF2);
        palette.put("silver", 0xB9C0C9);
        palette.put("grey", 0x8A919C);
        palette.put("charcoal", 0x474C57);
        palette.put("black", 0x33353D);
        palette.put("gold", 0xD2A63C);
        palette.put("copper", 0xBF7244);
        return Collections.unmodifiableMap(palette);
    }
}
