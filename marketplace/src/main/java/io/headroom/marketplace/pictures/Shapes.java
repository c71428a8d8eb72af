package io.headroom.marketplace.pictures;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The drawn shapes of `shapes.txt`, by name: SVG with paints by class, to be coloured by the
/// picture's style.
final class Shapes {

    static final Map<String, String> BY_NAME = Collections.unmodifiableMap(read());

    private static final int ELLIPSE_FIELDS = 6;

    private Shapes() {}

    private static Map<String, String> read() {
        Map<String, List<String>> parts = new LinkedHashMap<>();
        InputStream in =
                Objects.requireNonNull(
                        Shapes.class.getResourceAsStream("shapes.txt"), "shapes.txt");
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            List<String> current = new ArrayList<>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("[")) {
                    current = new ArrayList<>();
                    parts.put(line.substring(1, line.length() - 1), current);
                } else if (!line.startsWith("#") && !line.isBlank()) {
                    current.add(svg(line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> shapes = new LinkedHashMap<>();
        parts.forEach((name, lines) -> shapes.put(name, String.join("", lines)));
        return shapes;
    }

    private static String svg(String line) {
        char kind = line.charAt(0);
        if (kind == 'o') {
            String[] field = line.split(" ", ELLIPSE_FIELDS);
            String geometry =
                    "<ellipse cx=\"%s\" cy=\"%s\" rx=\"%s\" ry=\"%s\""
                            .formatted(field[2], field[3], field[4], field[5]);
            return filled(geometry, field[1]);
        }
        if (Character.isUpperCase(kind)) {
            String[] field = line.split(" ", 3);
            return "<path class=\"s%s\" stroke-width=\"%s\" d=\"%s\"/>"
                    .formatted(Character.toLowerCase(kind), field[1], field[2]);
        }
        return filled("<path d=\"%s\"".formatted(line.substring(2)), String.valueOf(kind));
    }

    /// What is painted in the main colour is painted once more with the pattern.
    private static String filled(String geometry, String paint) {
        String once = geometry + " class=\"" + paint + "\"/>";
        return paint.equals("m") ? once + geometry + " class=\"p\"/>" : once;
    }
}
