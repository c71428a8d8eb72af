package io.headroom.marketplace.catalog;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads query parameters and collects everything that is wrong with them, so that a caller learns
/// all of it at once. A parameter that is absent or empty has its default.
public final class Parameters {

    private static final Pattern PRICE = Pattern.compile("\\d{1,10}(\\.\\d{1,2})?");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("\\d{1,19}");
    private static final int MAX_SLUG_LENGTH = 200;

    private final List<FieldProblem> problems = new ArrayList<>();

    /// The size of a page or list: 1–100, 24 when absent.
    public int limit(@Nullable String text) {
        return wholeNumber("limit", text, ItemQuery.DEFAULT_LIMIT, 1, ItemQuery.MAX_LIMIT);
    }

    /// The language, English when absent.
    public Language language(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return Language.EN;
        }
        Optional<Language> language = Language.of(text);
        if (language.isEmpty()) {
            String known =
                    Arrays.stream(Language.values())
                            .map(Language::tag)
                            .collect(Collectors.joining(", "));
            add("lang", "must be one of " + known);
        }
        return language.orElse(Language.EN);
    }

    /// The number of something in the path: a positive whole number.
    ///
    /// @throws InvalidRequestException at once when it is none
    public static long id(String text) {
        try {
            long id = WHOLE_NUMBER.matcher(text).matches() ? Long.parseLong(text) : 0;
            if (id > 0) {
                return id;
            }
        } catch (NumberFormatException _) {
            // 19 digits can exceed the range: refused as any other text that is no number.
        }
        throw new InvalidRequestException(
                "id", "must be a whole number from 1 to " + Long.MAX_VALUE);
    }

    /// A slug or other short text, null when absent.
    public @Nullable String slug(String name, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        TextRules.problem(text, MAX_SLUG_LENGTH).ifPresent(problem -> add(name, problem));
        return text;
    }

    /// A whole number within limits.
    public int wholeNumber(String name, @Nullable String text, int absent, int min, int max) {
        if (text == null || text.isEmpty()) {
            return absent;
        }
        try {
            long number = WHOLE_NUMBER.matcher(text).matches() ? Long.parseLong(text) : -1;
            if (number >= min && number <= max) {
                return (int) number;
            }
        } catch (NumberFormatException _) {
            // Out of every range: reported below.
        }
        add(name, "must be a whole number from " + min + " to " + max);
        return absent;
    }

    /// The number of a merchant, null when absent.
    public @Nullable Integer merchant(@Nullable String text) {
        return text == null || text.isEmpty()
                ? null
                : wholeNumber("merchant", text, 1, 1, Integer.MAX_VALUE);
    }

    /// `true` or `false`, false when absent.
    public boolean flag(String name, @Nullable String text) {
        if (text == null || text.isEmpty() || text.equals("false")) {
            return false;
        }
        if (!text.equals("true")) {
            add(name, "must be true or false");
        }
        return true;
    }

    /// A price, null when absent.
    public @Nullable BigDecimal price(String name, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (PRICE.matcher(text).matches()) {
            return new BigDecimal(text);
        }
        add(
                name,
                "must be a number from 0 to "
                        + Money.MAX_AMOUNT
                        + " with at most 2 decimals, as 12.95");
        return null;
    }

    /// The order of a list, newest first when absent.
    public ItemSort sort(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return ItemSort.NEWEST_FIRST;
        }
        Optional<ItemSort> sort = ItemSort.of(text);
        if (sort.isEmpty()) {
            add("sort", "must be one of " + String.join(", ", ItemSort.parameters()));
        }
        return sort.orElse(ItemSort.NEWEST_FIRST);
    }

    /// The conditions on items that browsing and searching share.
    public ItemQuery.Filters filters(
            @Nullable String category,
            @Nullable String brand,
            @Nullable String merchant,
            @Nullable String minPrice,
            @Nullable String maxPrice,
            @Nullable String inStock) {
        BigDecimal min = price("minPrice", minPrice);
        BigDecimal max = price("maxPrice", maxPrice);
        if (min != null && max != null && min.compareTo(max) > 0) {
            add("minPrice", "must not be greater than maxPrice");
        }
        return new ItemQuery.Filters(
                slug("category", category),
                slug("brand", brand),
                merchant(merchant),
                min,
                max,
                flag("inStock", inStock));
    }

    /// A day (UTC) from 1900 to 9999, as `2026-01-31`; null when absent.
    public @Nullable LocalDate day(String name, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            LocalDate day = LocalDate.parse(text);
            if (day.getYear() >= 1900 && day.getYear() <= 9999) {
                return day;
            }
        } catch (DateTimeException _) {
            // The message below says it.
        }
        add(name, "must be a day, as 2026-01-31");
        return null;
    }

    /// Notes one thing wrong.
    public void add(String field, String message) {
        problems.add(new FieldProblem(field, message));
    }

    /// To be called when all was read.
    ///
    /// @throws InvalidRequestException when anything is wrong
    public void requireValid() {
        if (!problems.isEmpty()) {
            throw new InvalidRequestException(problems);
        }
    }
}
