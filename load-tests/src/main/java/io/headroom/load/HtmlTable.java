package io.headroom.load;

/// A table of the report, made row by row. Scrolls by itself where it is wider than the screen.
final class HtmlTable {

    private final StringBuilder html = new StringBuilder("<div class=\"table\"><table><tr>");

    HtmlTable(String... heads) {
        for (String head : heads) {
            html.append("<th>").append(escaped(head)).append("</th>");
        }
        html.append("</tr>");
    }

    void row(String... cells) {
        html.append("<tr>");
        for (String cell : cells) {
            html.append(cell.equals("MISSED") ? "<td class=\"missed\">" : "<td>")
                    .append(escaped(cell))
                    .append("</td>");
        }
        html.append("</tr>");
    }

    String html() {
        return html + "</table></div>\n";
    }

    /// A text as it may stand in an element or in an attribute's quotes.
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
