package io.headroom.http.pages;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// A query and its filters with what they take.
///
/// @param owner the query's name, for messages
/// @param query its text
/// @param required the parameters of its text
/// @param filters by their names
record QueryArguments(
        String owner, String query, Set<String> required, Map<String, Filter> filters) {

    /// @param condition its text
    /// @param parameters what it uses
    /// @param isSwitch whether it takes true or false and does not use it as parameter
    record Filter(String condition, Set<String> parameters, boolean isSwitch) {}

    /// What seek conditions and offsets are bound by.
    private static final Pattern RESERVED = Pattern.compile("key\\d+|" + PageSql.SKIPPED);

    static QueryArguments of(String owner, String query, Map<String, String> conditions) {
        Set<String> required = parse(owner, query).names();
        Map<String, Filter> filters = new LinkedHashMap<>();
        conditions.forEach((name, condition) -> {
            Set<String> used = parse(owner, condition).names();
            for (String parameter : used) {
                if (!parameter.equals(name) && !required.contains(parameter)) {
                    throw new IllegalArgumentException(
                            "filter "
                                    + name
                                    + " of "
                                    + owner
                                    + " uses :"
                                    + parameter
                                    + ", but may only use :"
                                    + name
                                    + " and the parameters of the query "
                                    + required);
                }
            }
            if (required.contains(name)) {
                throw new IllegalArgumentException(
                        "filter "
                                + name
                                + " of "
                                + owner
                                + " is called as a parameter of the query");
            }
            filters.put(name, new Filter(condition, used, !used.contains(name)));
        });
        return new QueryArguments(owner, query, required, filters);
    }

    private static NamedSql parse(String owner, String sql) {
        NamedSql parsed = NamedSql.parse(sql);
        if (sql.isBlank() || parsed.hasSemicolon()) {
            throw new IllegalArgumentException(
                    "the SQL of " + owner + " must be one statement without a semicolon: " + sql);
        }
        for (String name : parsed.names()) {
            if (RESERVED.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "the parameter :" + name + " of " + owner + " has a reserved name");
            }
        }
        return parsed;
    }

    /// The query with the conditions that the arguments ask for.
    ///
    /// @throws IllegalArgumentException when one is missing, unknown or of the wrong kind
    PageSql bind(Map<String, Object> arguments) {
        requireKnown(arguments);
        List<String> conditions = new ArrayList<>();
        Map<String, Object> used = new HashMap<>();
        for (String name : required) {
            Object value = arguments.get(name);
            if (value == null) {
                throw new IllegalArgumentException(
                        owner + " needs a value for :" + name + "; give it by PageRequest.with");
            }
            used.put(name, value);
        }
        filters.forEach((name, filter) -> {
            Object value = arguments.get(name);
            if (value != null && holds(name, filter, value)) {
                conditions.add(filter.condition());
                if (!filter.isSwitch()) {
                    used.put(name, value);
                }
            }
        });
        return new PageSql(query, conditions, used);
    }

    private boolean holds(String name, Filter filter, Object value) {
        if (!filter.isSwitch()) {
            return true;
        }
        if (value instanceof Boolean on) {
            return on;
        }
        throw new IllegalArgumentException(
                "filter "
                        + name
                        + " of "
                        + owner
                        + " is a switch and takes true or false, not "
                        + value);
    }

    private void requireKnown(Map<String, Object> arguments) {
        for (String name : arguments.keySet()) {
            if (!required.contains(name) && !filters.containsKey(name)) {
                Set<String> known = new TreeSet<>(required);
                known.addAll(filters.keySet());
                throw new IllegalArgumentException(
                        owner + " has no parameter or filter " + name + "; it has " + known);
            }
        }
    }
}
