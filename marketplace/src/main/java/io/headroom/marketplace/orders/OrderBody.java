package io.headroom.marketplace.orders;

import io.headroom.marketplace.catalog.Contacts;
import io.headroom.marketplace.catalog.InvalidRequestException;
import io.headroom.marketplace.catalog.Language;
import io.headroom.marketplace.catalog.Parameters;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads an order out of a request's body and collects everything that is wrong with it. Unknown
/// fields are ignored.
final class OrderBody {

    private static final int MOST_LINES = 50;
    private static final int MOST_OF_ONE = 10_000;

    private final Parameters problems = new Parameters();

    private OrderBody() {}

    /// @throws InvalidRequestException with everything that is wrong
    static OrderDraft read(JsonNode body) {
        if (!body.isObject()) {
            throw new InvalidRequestException("body", "must be a JSON object");
        }
        OrderBody reader = new OrderBody();
        String lang = reader.text(body, "lang");
        OrderDraft draft =
                new OrderDraft(
                        reader.lines(body.path("items")),
                        reader.email(body),
                        reader.phone(body),
                        reader.customer(body.path("customer")),
                        reader.problems.slug("country", reader.country(body)),
                        lang == null ? Language.EN : reader.problems.language(lang));
        reader.problems.requireValid();
        return draft;
    }

    private SortedMap<Long, Integer> lines(JsonNode node) {
        SortedMap<Long, Integer> quantities = new TreeMap<>();
        if (!node.isArray() || node.isEmpty() || node.size() > MOST_LINES) {
            problems.add("items", "must be an array of 1 to " + MOST_LINES + " lines");
            return quantities;
        }
        for (int i = 0; i < node.size(); i++) {
            String path = "items[" + i + "].";
            JsonNode item = node.path(i).path("itemId");
            JsonNode quantity = node.path(i).path("quantity");
            if (!item.isIntegralNumber() || !item.canConvertToLong() || item.longValue() < 1) {
                problems.add(path + "itemId", "must be an item's number");
            } else if (!quantity.isIntegralNumber()
                    || !quantity.canConvertToInt()
                    || quantity.intValue() < 1
                    || quantity.intValue() > MOST_OF_ONE) {
                problems.add(path + "quantity", "must be a whole number from 1 to " + MOST_OF_ONE);
            } else if (quantities.put(item.longValue(), quantity.intValue()) != null) {
                problems.add(path + "itemId", "stands in another line already");
            }
        }
        return quantities;
    }

    private String email(JsonNode body) {
        String email = text(body, "email");
        if (email == null) {
            problems.add("email", "is required");
            return "";
        }
        String problem = Contacts.problemOfEmail(email);
        if (!problem.isEmpty()) {
            problems.add("email", problem);
        }
        return email;
    }

    private @Nullable String phone(JsonNode body) {
        String phone = text(body, "phone");
        String problem = phone == null ? "" : Contacts.problemOfPhone(phone);
        if (!problem.isEmpty()) {
            problems.add("phone", problem);
        }
        return phone;
    }

    private @Nullable Long customer(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 1) {
            problems.add("customer", "must be a customer's number");
            return null;
        }
        return node.longValue();
    }

    private @Nullable String country(JsonNode body) {
        String country = text(body, "country");
        if (country != null && (country.isBlank() || country.length() > 64)) {
            problems.add("country", "must have 1 to 64 characters");
            return null;
        }
        return country;
    }

    private @Nullable String text(JsonNode body, String field) {
        JsonNode node = body.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (!node.isString()) {
            problems.add(field, "must be a text");
            return null;
        }
        return node.stringValue();
    }
}
