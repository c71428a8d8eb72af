package io.headroom.marketplace.catalog;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads an item out of a request's body and collects everything that is wrong with it. Texts are
/// kept as they are: what looks like HTML or SQL is a text like any other. Unknown fields are
/// ignored, so that an item can be read, changed and sent back.
final class ItemBody {

    private static final Pattern AMOUNT = Pattern.compile("\\d{1,10}(\\.\\d{1,2})?");
    private static final Pattern IMAGE = Pattern.compile("(https?://|/(?!/))\\S*");
    private static final Set<String> CURRENCIES =
            Currency.getAvailableCurrencies().stream()
                    .map(Currency::getCurrencyCode)
                    .collect(Collectors.toUnmodifiableSet());
    private static final int MAX_SKU = 64;
    private static final int MAX_NAME = 200;
    private static final int MAX_DESCRIPTION = 10_000;
    private static final int MAX_SLUG = 200;
    private static final int MAX_BRAND = 100;
    private static final int MAX_ATTRIBUTES = 50;
    private static final int MAX_ATTRIBUTE_NAME = 64;
    private static final int MAX_ATTRIBUTE_VALUE = 500;
    private static final int MAX_IMAGES = 20;
    private static final int MAX_IMAGE = 500;

    private final List<FieldProblem> problems = new ArrayList<>();

    private ItemBody() {}

    /// @throws InvalidRequestException with everything that is wrong
    static ItemDraft read(JsonNode body) {
        if (!body.isObject()) {
            throw new InvalidRequestException("body", "must be a JSON object");
        }
        ItemBody reader = new ItemBody();
        ItemDraft draft =
                new ItemDraft(
                        reader.required(body, "sku", MAX_SKU),
                        reader.required(body, "name", MAX_NAME),
                        Optional.ofNullable(
                                        reader.optional(
                                                body,
                                                "description",
                                                "description",
                                                MAX_DESCRIPTION))
                                .orElse(""),
                        reader.required(body, "category", MAX_SLUG),
                        reader.brand(body),
                        reader.merchant(body),
                        reader.price(body),
                        reader.stock(body),
                        reader.attributes(body),
                        reader.images(body),
                        reader.active(body),
                        reader.translation(body));
        if (!reader.problems.isEmpty()) {
            throw new InvalidRequestException(reader.problems);
        }
        return draft;
    }

    private String required(JsonNode body, String field, int maxLength) {
        String text = optional(body, field, field, maxLength);
        if (text == null) {
            if (isAbsent(body, field)) {
                add(field, "is required");
            }
            return "";
        }
        if (text.isBlank()) {
            add(field, "must not be blank");
        }
        return text;
    }

    /// A text, or null when it is absent or no text; `path` names it in problems.
    private @Nullable String optional(JsonNode parent, String field, String path, int maxLength) {
        if (isAbsent(parent, field)) {
            return null;
        }
        return text(parent.path(field), path, maxLength);
    }

    private @Nullable String text(JsonNode node, String path, int maxLength) {
        if (!node.isString()) {
            add(path, "must be a text");
            return null;
        }
        String text = node.stringValue();
        TextRules.problem(text, maxLength).ifPresent(problem -> add(path, problem));
        return text;
    }

    private @Nullable String brand(JsonNode body) {
        String name = optional(body, "brand", "brand", MAX_BRAND);
        if (name != null && Slugs.of(name).isEmpty()) {
            add("brand", "must have a letter or a digit");
        }
        return name;
    }

    private @Nullable Integer merchant(JsonNode body) {
        return isAbsent(body, "merchantId")
                ? null
                : Integer.valueOf(wholeNumber(body, "merchantId", 1));
    }

    private int stock(JsonNode body) {
        if (isAbsent(body, "stock")) {
            add("stock", "is required");
            return 0;
        }
        return wholeNumber(body, "stock", 0);
    }

    private int wholeNumber(JsonNode body, String field, int min) {
        JsonNode node = body.path(field);
        if (node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= min) {
            return node.intValue();
        }
        add(field, "must be a whole number from " + min + " to " + Integer.MAX_VALUE);
        return min;
    }

    private boolean active(JsonNode body) {
        if (isAbsent(body, "active")) {
            return true;
        }
        JsonNode node = body.path("active");
        if (!node.isBoolean()) {
            add("active", "must be true or false");
            return true;
        }
        return node.booleanValue();
    }

    private Money price(JsonNode body) {
        Money nothing = new Money(BigDecimal.ZERO, "GBP");
        if (isAbsent(body, "price")) {
            add("price", "is required");
            return nothing;
        }
        JsonNode price = body.path("price");
        if (!price.isObject()) {
            add("price", "must be an object with amount and currency");
            return nothing;
        }
        BigDecimal amount = amount(price.path("amount"));
        String currency = currency(price.path("currency"));
        return amount == null || currency == null ? nothing : new Money(amount, currency);
    }

    private @Nullable BigDecimal amount(JsonNode node) {
        String text = node.isString() ? node.stringValue() : node.isNumber() ? node.asString() : "";
        if (AMOUNT.matcher(text).matches()) {
            return new BigDecimal(text);
        }
        add(
                "price.amount",
                "must be an amount from 0 to "
                        + Money.MAX_AMOUNT
                        + " with at most 2 decimals, as \"12.95\"");
        return null;
    }

    private @Nullable String currency(JsonNode node) {
        String code = node.isString() ? node.stringValue() : "";
        if (!CURRENCIES.contains(code)) {
            add("price.currency", "must be the ISO 4217 code of a currency, as GBP");
            return null;
        }
        return code;
    }

    private Map<String, String> attributes(JsonNode body) {
        Map<String, String> attributes = new LinkedHashMap<>();
        if (isAbsent(body, "attributes")) {
            return attributes;
        }
        JsonNode node = body.path("attributes");
        if (!node.isObject() || node.size() > MAX_ATTRIBUTES) {
            add("attributes", "must be an object of at most " + MAX_ATTRIBUTES + " texts");
            return attributes;
        }
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String name = entry.getKey();
            if (name.isBlank() || TextRules.problem(name, MAX_ATTRIBUTE_NAME).isPresent()) {
                add("attributes", "must have names of 1 to " + MAX_ATTRIBUTE_NAME + " characters");
                continue;
            }
            String value = text(entry.getValue(), "attributes." + name, MAX_ATTRIBUTE_VALUE);
            if (value != null) {
                attributes.put(name, value);
            }
        }
        return attributes;
    }

    private List<String> images(JsonNode body) {
        List<String> images = new ArrayList<>();
        if (isAbsent(body, "images")) {
            return images;
        }
        JsonNode node = body.path("images");
        if (!node.isArray() || node.size() > MAX_IMAGES) {
            add("images", "must be an array of at most " + MAX_IMAGES + " addresses");
            return images;
        }
        for (int i = 0; i < node.size(); i++) {
            String path = "images[" + i + "]";
            String address = text(node.path(i), path, MAX_IMAGE);
            if (address != null && !IMAGE.matcher(address).matches()) {
                add(path, "must begin with https://, http:// or / and have no spaces");
            } else if (address != null) {
                images.add(address);
            }
        }
        return images;
    }

    private Translation translation(JsonNode body) {
        Translation none = new Translation(null, null);
        if (isAbsent(body, "translations")) {
            return none;
        }
        JsonNode node = body.path("translations");
        if (!node.isObject()) {
            add("translations", "must be an object by language");
            return none;
        }
        String unknown =
                node.propertyNames().stream()
                        .filter(language -> !language.equals(Language.ES.tag()))
                        .collect(Collectors.joining(", "));
        if (!unknown.isEmpty()) {
            add("translations", "must have no other languages than es");
        }
        if (isAbsent(node, "es")) {
            return none;
        }
        JsonNode spanish = node.path("es");
        if (!spanish.isObject()) {
            add("translations.es", "must be an object with name and description");
            return none;
        }
        String name = optional(spanish, "name", "translations.es.name", MAX_NAME);
        if (name != null && name.isBlank()) {
            add("translations.es.name", "must not be blank");
        }
        return new Translation(
                name,
                optional(spanish, "description", "translations.es.description", MAX_DESCRIPTION));
    }

    private static boolean isAbsent(JsonNode parent, String field) {
        return parent.path(field).isMissingNode() || parent.path(field).isNull();
    }

    private void add(String field, String message) {
        problems.add(new FieldProblem(field, message));
    }
}
