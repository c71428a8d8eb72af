package io.headroom.http.pages;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What is selected of each row, and what becomes of it.
///
/// @param <T> what a row becomes
interface RowShape<T> {

    /// The names that `fields` may have; none where there is no choice.
    List<String> fields();

    /// What stands after SELECT.
    ///
    /// @param asked some of [#fields], or none for all
    String columns(List<String> asked);

    /// Reads what [#columns] selects.
    RowReader<T> reader(List<String> asked);

    /// All columns, given to a reader.
    record Whole<T>(RowReader<T> reader) implements RowShape<T> {

        @Override
        public List<String> fields() {
            return List.of();
        }

        @Override
        public String columns(List<String> asked) {
            return PageSql.SOURCE + ".*";
        }

        @Override
        public RowReader<T> reader(List<String> asked) {
            return reader;
        }
    }

    /// The asked fields by name. Their columns have names that no column of the query has: one that
    /// it does have would be taken for it in ORDER BY.
    record Fields(Map<String, RowField> byName) implements RowShape<Map<String, Object>> {

        private static final String COLUMN = "page_field_";

        static Fields of(RowField... fields) {
            Map<String, RowField> byName = new LinkedHashMap<>();
            Arrays.stream(fields)
                    .forEach(field -> {
                        if (byName.put(field.name(), field) != null) {
                            throw new IllegalArgumentException(
                                    "fields must have different names, but "
                                            + field.name()
                                            + " is there twice");
                        }
                    });
            if (byName.isEmpty()) {
                throw new IllegalArgumentException("fields must name at least one field");
            }
            return new Fields(byName);
        }

        @Override
        public List<String> fields() {
            return List.copyOf(byName.keySet());
        }

        @Override
        public String columns(List<String> asked) {
            List<RowField> chosen = chosen(asked);
            return IntStream.range(0, chosen.size())
                    .mapToObj(i -> chosen.get(i).expression() + " AS " + COLUMN + i)
                    .collect(Collectors.joining(", "));
        }

        @Override
        public RowReader<Map<String, Object>> reader(List<String> asked) {
            List<RowField> chosen = chosen(asked);
            return row -> {
                Map<String, Object> item = new LinkedHashMap<>();
                for (int i = 0; i < chosen.size(); i++) {
                    RowField field = chosen.get(i);
                    @Nullable Object value = field.reader().read(row, COLUMN + i);
                    if (value != null) {
                        item.put(field.name(), value);
                    }
                }
                return item;
            };
        }

        private List<RowField> chosen(List<String> asked) {
            List<RowField> chosen = new ArrayList<>();
            for (String name : asked.isEmpty() ? byName.keySet() : asked) {
                RowField field = byName.get(name);
                if (field == null) {
                    throw new IllegalArgumentException("no field is called " + name);
                }
                chosen.add(field);
            }
            return chosen;
        }
    }
}
