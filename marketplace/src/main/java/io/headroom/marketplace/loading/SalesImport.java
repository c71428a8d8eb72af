package io.headroom.marketplace.loading;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Lines of invoices, with the columns of the UCI data set "Online Retail": items, customers,
/// orders and cancellations come out of them. The rules stand in `docs/import.md`.
final class SalesImport implements Import {

    static final Set<String> COLUMNS =
            Set.of("invoiceno", "stockcode", "description", "quantity", "invoicedate", "unitprice");

    private static final ZoneId ZONE = ZoneId.of("Europe/London");
    private static final String CURRENCY = "GBP";
    private static final int MERCHANT = 1;
    private static final long GUEST = 0;
    private static final int LONGEST_CODE = 64;
    private static final int MOST_ALIASES = 3;

    private final CatalogueSink sink;
    private final Tally tally;
    private final CopyRows lines;
    private final FieldParser fields = new FieldParser(ZONE);
    private final Map<String, SoldItem> items = new LinkedHashMap<>();
    private final Map<String, Customer> customers = new LinkedHashMap<>();
    private final Map<String, Invoice> invoices = new LinkedHashMap<>();
    private Instant asOf = Instant.MIN;

    private record Customer(long id, String country, Instant since) {}

    private static final class Invoice {

        private final long id;
        private final long customer;
        private final String country;
        private final Instant placedAt;
        private long total;
        private int lines;

        Invoice(long id, long customer, String country, Instant placedAt) {
            this.id = id;
            this.customer = customer;
            this.country = country;
            this.placedAt = placedAt;
        }
    }

    SalesImport(CatalogueSink sink, Tally tally) {
        this.sink = sink;
        this.tally = tally;
        this.lines = sink.open(Table.ORDER_LINE);
    }

    @Override
    public void accept(SourceRecord record) {
        if (!record.problem().isEmpty()) {
            tally.refuse(record, record.problem());
            return;
        }
        if (record.mendedEncoding()) {
            tally.mend("not UTF-8; read as Windows-1252");
        }
        String number = trimmed(record, "invoiceno").toUpperCase(Locale.ROOT);
        String written = trimmed(record, "stockcode");
        String code = written.toUpperCase(Locale.ROOT);
        String description = trimmed(record, "description");
        OptionalInt quantity = FieldParser.wholeNumber(trimmed(record, "quantity"));
        Optional<BigDecimal> price = FieldParser.amount(trimmed(record, "unitprice"));
        Optional<Instant> at = fields.instant(trimmed(record, "invoicedate"));
        String customer = customerNumber(trimmed(record, "customerid"));

        String refusal = refusal(number, code, description, quantity, price, at, customer);
        if (!refusal.isEmpty()) {
            tally.refuse(record, refusal);
            return;
        }
        if (!code.equals(written)) {
            tally.mend("stock code written in capitals");
        }
        if (ItemName.isNote(description)) {
            tally.mend("no usable description; the item's other lines name it");
        }
        take(
                number,
                code,
                description,
                quantity.getAsInt(),
                hundredths(price.orElseThrow()),
                at.orElseThrow(),
                customer,
                trimmed(record, "country"));
        tally.take();
    }

    /// Why a line is not taken; empty when it is.
    private static String refusal(
            String number,
            String code,
            String description,
            OptionalInt quantity,
            Optional<BigDecimal> price,
            Optional<Instant> at,
            String customer) {
        if (number.isEmpty() || number.length() > LONGEST_CODE) {
            return "no invoice number";
        }
        if (code.isEmpty() || code.length() > LONGEST_CODE) {
            return "no stock code";
        }
        Optional<String> special = SpecialCode.of(code, description);
        if (special.isPresent()) {
            return "no item of the shop: " + special.get();
        }
        if (quantity.isEmpty()) {
            return "the quantity is no whole number";
        }
        if (price.isEmpty()) {
            return "the unit price is no amount";
        }
        if (at.isEmpty()) {
            return "the invoice date is no date";
        }
        int units = quantity.getAsInt();
        if (units == 0) {
            return "nothing sold: the quantity is 0";
        }
        if (price.get().signum() < 0) {
            return "negative unit price";
        }
        boolean cancellation = isCancellation(number);
        if (cancellation && units > 0) {
            return "cancellation with a positive quantity";
        }
        boolean free = price.get().signum() == 0;
        if (free && customer.isEmpty()) {
            return "stock movement: neither price nor customer";
        }
        if (!cancellation && units < 0) {
            return "negative quantity outside a cancellation";
        }
        return "";
    }

    private void take(
            String number,
            String code,
            String description,
            int quantity,
            long price,
            Instant at,
            String customerNumber,
            String country) {
        if (country.isEmpty()) {
            tally.mend("no country; taken as Unspecified");
        }
        String place = country.isEmpty() ? "Unspecified" : country;
        long customer = customer(customerNumber, place, at);
        Invoice invoice =
                invoices.computeIfAbsent(
                        number, n -> new Invoice(invoices.size() + 1L, customer, place, at));
        if (!invoice.placedAt.equals(at)) {
            tally.mend("another time than the invoice's first line; the first stands");
        }
        if (invoice.customer != customer) {
            tally.mend("another customer than the invoice's first line; the first stands");
        }
        SoldItem item = items.computeIfAbsent(code, c -> new SoldItem(items.size() + 1L));
        item.sold(description, quantity, price, at);
        invoice.lines++;
        invoice.total += quantity * price;
        asOf = invoice.placedAt.isAfter(asOf) ? invoice.placedAt : asOf;
        lines.number(invoice.id)
                .number(invoice.lines)
                .number(item.id())
                .number(quantity)
                .decimal(price, 2)
                .end();
    }

    private long customer(String number, String country, Instant at) {
        if (number.isEmpty()) {
            tally.mend("no customer; taken as a guest's");
            return GUEST;
        }
        return customers
                .computeIfAbsent(number, n -> new Customer(customers.size() + 1L, country, at))
                .id();
    }

    private String trimmed(SourceRecord record, String column) {
        String value = record.get(column);
        String clean = value.indexOf('\0') < 0 ? value : value.replace("\0", "");
        String stripped = clean.strip();
        if (stripped.length() != value.length()) {
            tally.mend("spaces around a value removed");
        }
        return stripped;
    }

    private static String customerNumber(String text) {
        String number = text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
        return number.length() <= LONGEST_CODE ? number : number.substring(0, LONGEST_CODE);
    }

    private long hundredths(BigDecimal price) {
        BigDecimal rounded = price.setScale(2, RoundingMode.HALF_UP);
        if (rounded.compareTo(price) != 0) {
            tally.mend("unit price rounded to two decimals");
        }
        return rounded.unscaledValue().longValueExact();
    }

    private static boolean isCancellation(String number) {
        return number.startsWith("C");
    }

    @Override
    public void finish() {
        lines.close();
        try (CopyRows rows = sink.open(Table.MERCHANT)) {
            rows.number(MERCHANT)
                    .text("online-retail")
                    .text("Online Retail")
                    .text("United Kingdom")
                    .end();
        }
        writeItems();
        try (CopyRows rows = sink.open(Table.CUSTOMER)) {
            customers.forEach((number, customer) ->
                    rows.number(customer.id())
                            .text(number)
                            .absent()
                            .text(customer.country())
                            .instant(customer.since())
                            .end());
        }
        try (CopyRows rows = sink.open(Table.PURCHASE_ORDER)) {
            invoices.forEach((number, invoice) ->
                    rows.number(invoice.id)
                            .text(number)
                            .text(isCancellation(number) ? "CANCELLATION" : "ORDER")
                            .absent()
                            .number(MERCHANT)
                            .numberOrNull(invoice.customer, GUEST)
                            .text(invoice.country)
                            .text(CURRENCY)
                            .decimal(invoice.total, 2)
                            .instant(invoice.placedAt)
                            .end());
        }
    }

    private void writeItems() {
        CategoryTree tree = new CategoryTree();
        CategoryRules rules = new CategoryRules();
        try (CopyRows rows = sink.open(Table.ITEM)) {
            items.forEach((code, item) -> row(code, item, tree, rules).write(rows));
        }
        tree.write(sink);
    }

    private ItemRow row(String code, SoldItem item, CategoryTree tree, CategoryRules rules) {
        String name =
                ItemName.choose(item.descriptions()).map(ItemName::tidy).orElse("Item " + code);
        CategoryRules.Rule rule = rules.of(name);
        long price = item.typicalPrice();
        return new ItemRow(
                item.id(),
                code,
                MERCHANT,
                0,
                tree.place(rule.path()),
                name,
                null,
                describe(code, name, item, rule),
                null,
                NameWords.attributes(name),
                price,
                CURRENCY,
                item.stock(asOf),
                0,
                0,
                NameWords.pictures(code, name, rule.shape()),
                price > 0,
                item.first(),
                item.last());
    }

    /// Says where the item stands and how else it was called, which search finds it by too.
    private static String describe(
            String code, String name, SoldItem item, CategoryRules.Rule rule) {
        String aliases =
                item.descriptions().keySet().stream()
                        .filter(description -> !ItemName.isNote(description))
                        .map(ItemName::tidy)
                        .filter(other -> !other.equalsIgnoreCase(name))
                        .distinct()
                        .sorted()
                        .limit(MOST_ALIASES)
                        .collect(Collectors.joining("; "));
        List<CategoryTree.Label> path = rule.path();
        String text =
                "%s, from our %s in %s. Stock code %s."
                        .formatted(name, path.getLast().english(), path.getFirst().english(), code);
        return aliases.isEmpty() ? text : text + " Also known as " + aliases + ".";
    }

    @Override
    public @Nullable Instant asOf() {
        return asOf;
    }
}
