package io.headroom.load;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Lines over time as an SVG picture that needs no script. Colours come from the page's style sheet
/// by the class of each line.
///
/// @param unit of the vertical axis, empty for a count
/// @param seconds the length of the horizontal axis
record Chart(String title, String unit, double seconds, List<Line> lines) {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 220;
    private static final int LEFT = 64;
    private static final int BOTTOM = 26;
    private static final int TOP = 10;
    private static final int RIGHT = 10;
    private static final int GRID_LINES = 4;

    /// @param style `a`, `b`, `c` or `faint`
    record Line(String name, String style, List<Point> points) {}

    /// @param value null where there is a gap
    record Point(double second, @Nullable Double value) {}

    String svg() {
        double top = roundUp(highest());
        StringBuilder svg = new StringBuilder();
        String heading = unit.isEmpty() ? title : title + ", " + unit;
        svg.append("<figure><figcaption>").append(HtmlTable.escaped(heading)).append(" <small>");
        for (Line line : lines) {
            svg.append("<span class=\"key ").append(line.style()).append("\"></span>");
            svg.append(HtmlTable.escaped(line.name())).append(' ');
        }
        svg.append("</small></figcaption><svg viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(HEIGHT)
                .append("\" role=\"img\" aria-label=\"")
                .append(HtmlTable.escaped(title))
                .append("\">");
        for (int i = 0; i <= GRID_LINES; i++) {
            double value = top * i / GRID_LINES;
            double y = y(value, top);
            text(svg, LEFT - 6, y + 4, "end", Summary.number(value));
            line(svg, y);
            double second = seconds * i / GRID_LINES;
            String anchor = i == GRID_LINES ? "end" : i == 0 ? "start" : "middle";
            text(svg, x(second), HEIGHT - 6, anchor, clock(second));
        }
        lines.forEach(line -> polyline(svg, line, top));
        return svg.append("</svg></figure>\n").toString();
    }

    private double highest() {
        return lines.stream()
                .flatMap(line -> line.points().stream())
                .map(Point::value)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
    }

    /// The next of 1, 2, 2.5, 5 times a power of ten.
    static double roundUp(double value) {
        if (!(value > 0)) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (double step : new double[] {1, 2, 2.5, 5}) {
            if (value <= step * power) {
                return step * power;
            }
        }
        return 10 * power;
    }

    private void polyline(StringBuilder svg, Line line, double top) {
        StringBuilder path = new StringBuilder();
        boolean gap = true;
        for (Point point : line.points()) {
            Double value = point.value();
            if (value == null) {
                gap = true;
                continue;
            }
            path.append(gap ? 'M' : 'L')
                    .append(number(x(point.second())))
                    .append(' ')
                    .append(number(y(value, top)));
            gap = false;
        }
        svg.append("<path class=\"")
                .append(line.style())
                .append("\" d=\"")
                .append(path)
                .append("\"/>");
    }

    private double x(double second) {
        double share = seconds <= 0 ? 0 : Math.clamp(second / seconds, 0, 1);
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double value, double top) {
        return HEIGHT - BOTTOM - value / top * (HEIGHT - BOTTOM - TOP);
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
        svg.append("<text x=\"")
                .append(number(x))
                .append("\" y=\"")
                .append(number(y))
                .append("\" text-anchor=\"")
                .append(anchor)
                .append("\">")
                .append(HtmlTable.escaped(text))
                .append("</text>");
    }

    private static void line(StringBuilder svg, double y) {
        svg.append("<line x1=\"")
                .append(LEFT)
                .append("\" x2=\"")
                .append(WIDTH - RIGHT)
                .append("\" y1=\"")
                .append(number(y))
                .append("\" y2=\"")
                .append(number(y))
                .append("\"/>");
    }

    private static String clock(double second) {
        long whole = Math.round(second);
        return whole < 60
                ? Summary.number(second) + " s"
                : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
