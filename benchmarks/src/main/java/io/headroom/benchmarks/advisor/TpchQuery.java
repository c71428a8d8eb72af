package io.headroom.benchmarks.advisor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A query of TPC-H with its parameters filled in.
///
/// @param name `Q5`, or `Q5b` with the second set of parameters
/// @param template the number of its template
record TpchQuery(String name, int template, String sql) {

    /// Their subqueries take hours without an index; published comparisons leave them out.
    private static final Set<Integer> HOPELESS = Set.of(2, 17, 20);

    /// The standard's validation parameters (its section 2.4), but for Q11's share, which is for
    /// scale 1.
    private static final Map<Integer, List<String>> VALIDATION =
            Map.ofEntries(
                    Map.entry(1, List.of("90")),
                    Map.entry(2, List.of("15", "BRASS", "EUROPE")),
                    Map.entry(3, List.of("BUILDING", "1995-03-15")),
                    Map.entry(4, List.of("1993-07-01")),
                    Map.entry(5, List.of("ASIA", "1994-01-01")),
                    Map.entry(6, List.of("1994-01-01", "0.06", "24")),
                    Map.entry(7, List.of("FRANCE", "GERMANY")),
                    Map.entry(8, List.of("BRAZIL", "AMERICA", "ECONOMY ANODIZED STEEL")),
                    Map.entry(9, List.of("green")),
                    Map.entry(10, List.of("1993-10-01")),
                    Map.entry(11, List.of("GERMANY", "0.0001")),
                    Map.entry(12, List.of("MAIL", "SHIP", "1994-01-01")),
                    Map.entry(13, List.of("special", "requests")),
                    Map.entry(14, List.of("1995-09-01")),
                    Map.entry(15, List.of("1996-01-01")),
                    Map.entry(16, List.of("Brand#45", "MEDIUM POLISHED")),
                    Map.entry(17, List.of("Brand#23", "MED BOX")),
                    Map.entry(18, List.of("300")),
                    Map.entry(19, List.of("Brand#12", "Brand#23", "Brand#34", "1", "10", "20")),
                    Map.entry(20, List.of("forest", "1994-01-01", "CANADA")),
                    Map.entry(21, List.of("SAUDI ARABIA")),
                    Map.entry(22, List.of()));

    /// Other parameters for the templates whose plans depend on them.
    private static final Map<Integer, List<String>> VARIANTS =
            Map.ofEntries(
                    Map.entry(3, List.of("MACHINERY", "1995-03-02")),
                    Map.entry(4, List.of("1996-10-01")),
                    Map.entry(5, List.of("MIDDLE EAST", "1997-01-01")),
                    Map.entry(6, List.of("1997-01-01", "0.03", "25")),
                    Map.entry(7, List.of("PERU", "CHINA")),
                    Map.entry(8, List.of("KENYA", "AFRICA", "PROMO BRUSHED COPPER")),
                    Map.entry(10, List.of("1994-12-01")),
                    Map.entry(12, List.of("FOB", "RAIL", "1996-01-01")),
                    Map.entry(14, List.of("1997-04-01")),
                    Map.entry(15, List.of("1993-05-01")),
                    Map.entry(19, List.of("Brand#31", "Brand#55", "Brand#14", "7", "14", "27")),
                    Map.entry(21, List.of("VIETNAM")));

    /// All 34: the 22 templates, and twelve of them with other parameters.
    static List<TpchQuery> all() throws IOException {
        Map<Integer, String> templates = new HashMap<>();
        for (String part : Resource.read("tpch-queries.sql").split("(?m)^-- Q(?=\\d)", -1)) {
            int end = part.indexOf('\n');
            if (!part.startsWith("--")) {
                templates.put(
                        Integer.valueOf(part.substring(0, end).strip()),
                        part.substring(end).strip());
            }
        }
        List<TpchQuery> all = new ArrayList<>();
        for (int template = 1; template <= 22; template++) {
            String sql = templates.getOrDefault(template, "");
            all.add(filled("", template, sql, VALIDATION.getOrDefault(template, List.of())));
            List<String> variant = VARIANTS.get(template);
            if (variant != null) {
                all.add(filled("b", template, sql, variant));
            }
        }
        return all;
    }

    private static TpchQuery filled(
            String suffix, int template, String sql, List<String> parameters) {
        String text = sql;
        for (int i = 0; i < parameters.size(); i++) {
            text = text.replace("{" + (i + 1) + "}", parameters.get(i));
        }
        return new TpchQuery("Q" + template + suffix, template, text);
    }

    /// Whether it is one of the 19 of the published comparison, with validation parameters.
    boolean isCompared() {
        return !HOPELESS.contains(template) && !name.endsWith("b");
    }
}
