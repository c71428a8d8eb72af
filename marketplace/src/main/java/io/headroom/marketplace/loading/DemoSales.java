package io.headroom.marketplace.loading;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Makes the demo's customers, orders, cancellations, and what people looked at.
///
/// Popular items are bought more often, and items of one bundle together: a bundle is a handful of
/// items of one merchant and department, so that "also bought" has something true to find.
final class DemoSales {

    private static final int CUSTOMERS = 5_000;
    private static final int ORDERS = 30_000;
    private static final int DAYS = 400;
    private static final int WATCHED_DAYS = 90;
    private static final int DAYS_WITH_MINUTES = 2;
    private static final int VIEWS_PER_DAY = 3_500;
    private static final int BUNDLE = 6;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int MINUTES_PER_DAY = 1_440;
    private static final String[] EVENTS = {"view", "favorite", "share"};

    private final List<DemoItems.Sold> items;
    private final Instant asOf;
    private final Dice dice;
    private final DemoWords words = new DemoWords();
    private final Map<String, Shelf> departments = new LinkedHashMap<>();
    private final Map<Integer, List<Integer>> bundleOfItem = new HashMap<>();
    private final List<String> departmentNames;

    /// Items to draw from by weight.
    private static final class Shelf {

        private final List<Integer> items;
        private final double[] runningSums;

        Shelf(List<Integer> items, double[] runningSums) {
            this.items = items;
            this.runningSums = runningSums;
        }

        int draw(Dice dice) {
            return items.get(dice.weighted(runningSums));
        }
    }

    private record Order(
            int id,
            String number,
            int cancels,
            int merchant,
            int customer,
            Instant at,
            List<Line> lines) {

        long total() {
            return lines.stream().mapToLong(line -> line.quantity() * line.price()).sum();
        }
    }

    private record Line(int item, int quantity, long price) {}

    DemoSales(List<DemoItems.Sold> items, long seed, Instant asOf) {
        this.items = items;
        this.asOf = asOf;
        this.dice = new Dice(seed);
        Map<String, List<Integer>> byDepartment = new LinkedHashMap<>();
        Map<String, List<Integer>> byMerchant = new LinkedHashMap<>();
        for (int i = 0; i < items.size(); i++) {
            DemoItems.Sold item = items.get(i);
            byDepartment.computeIfAbsent(item.department(), d -> new ArrayList<>()).add(i);
            byMerchant
                    .computeIfAbsent(item.merchant() + item.department(), m -> new ArrayList<>())
                    .add(i);
        }
        byDepartment.forEach((name, members) -> departments.put(name, shelf(members)));
        departmentNames = List.copyOf(departments.keySet());
        byMerchant.values().forEach(this::bundle);
    }

    private Shelf shelf(List<Integer> members) {
        double[] sums = new double[members.size()];
        double sum = 0;
        for (int i = 0; i < sums.length; i++) {
            sum += items.get(members.get(i)).weight();
            sums[i] = sum;
        }
        return new Shelf(members, sums);
    }

    /// Takes members a stride apart, so that a bundle spans several leaves.
    private void bundle(List<Integer> members) {
        int stride = Math.max(1, members.size() / BUNDLE);
        for (int start = 0; start < stride; start++) {
            List<Integer> bundle = new ArrayList<>();
            for (int i = start; i < members.size(); i += stride) {
                bundle.add(members.get(i));
            }
            bundle.forEach(item -> bundleOfItem.put(item, bundle));
        }
    }

    void write(CatalogueSink sink, Progress progress) {
        String[] countries = customers(sink);
        List<Order> orders = orders(progress);
        try (CopyRows rows = sink.open(Table.PURCHASE_ORDER)) {
            for (Order order : orders) {
                rows.number(order.id())
                        .text(order.number())
                        .text(order.cancels() == 0 ? "ORDER" : "CANCELLATION")
                        .numberOrNull(order.cancels(), 0)
                        .number(order.merchant())
                        .number(order.customer() + 1L)
                        .text(countries[order.customer()])
                        .text("GBP")
                        .decimal(order.total(), 2)
                        .instant(order.at())
                        .end();
            }
        }
        try (CopyRows rows = sink.open(Table.ORDER_LINE)) {
            for (Order order : orders) {
                int number = 0;
                for (Line line : order.lines()) {
                    rows.number(order.id())
                            .number(++number)
                            .number(items.get(line.item()).id())
                            .number(line.quantity())
                            .decimal(line.price(), 2)
                            .end();
                }
            }
        }
        watched(sink, orders);
    }

    private String[] customers(CatalogueSink sink) {
        List<String> first = words.words("first names");
        List<String> last = words.words("last names");
        List<String> places = words.words("countries");
        String[] countries = new String[CUSTOMERS];
        try (CopyRows rows = sink.open(Table.CUSTOMER)) {
            for (int i = 0; i < CUSTOMERS; i++) {
                countries[i] = dice.of(places);
                rows.number(i + 1L)
                        .text("C%05d".formatted(i + 1))
                        .text(dice.of(first) + " " + dice.of(last))
                        .text(countries[i])
                        .instant(
                                asOf.minusSeconds(
                                        (long) ((DAYS + dice.unit() * 330) * SECONDS_PER_DAY)))
                        .end();
            }
        }
        return countries;
    }

    private List<Order> orders(Progress progress) {
        List<Order> orders = new ArrayList<>(ORDERS + ORDERS / 20);
        for (int i = 0; i < ORDERS; i++) {
            // Trade grows a little over the time, and few people order at night.
            double share = StrictMath.pow((i + dice.unit()) / ORDERS, 0.85);
            long dayStart = ((long) (share * DAYS)) * SECONDS_PER_DAY;
            double hour = Math.clamp(14 + 4 * dice.bell(), 0, 23.99);
            Instant at =
                    asOf.minus(DAYS, ChronoUnit.DAYS)
                            .truncatedTo(ChronoUnit.DAYS)
                            .plusSeconds(dayStart + (long) (hour * 3_600));
            if (at.isBefore(asOf)) {
                orders.add(order(orders.size() + 1, at));
            }
            progress.at(i, ORDERS, i);
        }
        int placed = orders.size();
        for (int i = 0; i < placed; i++) {
            if (dice.chance(0.025)) {
                cancellation(orders, orders.get(i));
            }
        }
        return orders;
    }

    private Order order(int id, Instant at) {
        // Some people order often: the square draws low numbers more.
        int customer = (int) (dice.unit() * dice.unit() * CUSTOMERS);
        String favourite = departmentNames.get(customer % departmentNames.size());
        String department = dice.chance(0.6) ? favourite : dice.of(departmentNames);
        Shelf shelf = departments.getOrDefault(department, departments.values().iterator().next());
        int anchor = shelf.draw(dice);
        List<Integer> bundle = bundleOfItem.getOrDefault(anchor, List.of(anchor));
        Map<Integer, Line> lines = new LinkedHashMap<>();
        add(lines, anchor);
        while (dice.chance(0.62)) {
            int next = dice.chance(0.8) ? dice.of(bundle) : shelf.draw(dice);
            if (items.get(next).merchant() == items.get(anchor).merchant()) {
                add(lines, next);
            }
        }
        return new Order(
                id,
                "%06d".formatted(100_000 + id),
                0,
                items.get(anchor).merchant(),
                customer,
                at,
                List.copyOf(lines.values()));
    }

    private void add(Map<Integer, Line> lines, int item) {
        int quantity = 1 + (dice.chance(0.2) ? dice.below(3) : 0);
        lines.putIfAbsent(item, new Line(item, quantity, items.get(item).price()));
    }

    private void cancellation(List<Order> orders, Order order) {
        Instant at = order.at().plusSeconds((long) (dice.unit() * 9 * SECONDS_PER_DAY));
        if (at.isAfter(asOf)) {
            return;
        }
        List<Line> back =
                order.lines().subList(0, 1 + dice.below(order.lines().size())).stream()
                        .map(line -> new Line(line.item(), -line.quantity(), line.price()))
                        .toList();
        orders.add(
                new Order(
                        orders.size() + 1,
                        "C" + order.number(),
                        order.id(),
                        order.merchant(),
                        order.customer(),
                        at,
                        back));
    }

    /// What people looked at: by day, and for the last days by minute too, with the same sums.
    private void watched(CatalogueSink sink, List<Order> orders) {
        LocalDate lastDay = asOf.atOffset(ZoneOffset.UTC).toLocalDate();
        List<Map<Integer, int[]>> days = new ArrayList<>();
        List<Shelf> shelves = List.copyOf(departments.values());
        for (int day = 0; day < WATCHED_DAYS; day++) {
            Map<Integer, int[]> counts = new TreeMap<>();
            for (int view = 0; view < VIEWS_PER_DAY; view++) {
                int item = dice.of(shelves).draw(dice);
                count(counts, item, 1);
            }
            days.add(counts);
        }
        for (Order order : orders) {
            long ago =
                    ChronoUnit.DAYS.between(
                            order.at().atOffset(ZoneOffset.UTC).toLocalDate(), lastDay);
            if (order.cancels() == 0 && ago < WATCHED_DAYS) {
                order.lines()
                        .forEach(line ->
                                count(
                                        days.get(WATCHED_DAYS - 1 - (int) ago),
                                        line.item(),
                                        3 + dice.below(6)));
            }
        }
        try (CopyRows rows = sink.open(Table.ITEM_DAILY)) {
            for (int day = 0; day < WATCHED_DAYS; day++) {
                LocalDate date = lastDay.minusDays(WATCHED_DAYS - 1L - day);
                days.get(day)
                        .forEach((item, counts) ->
                                rows.day(date)
                                        .number(items.get(item).id())
                                        .number(counts[0])
                                        .number(counts[1])
                                        .number(counts[2])
                                        .end());
            }
        }
        try (CopyRows rows = sink.open(Table.ITEM_EVENT)) {
            for (int ago = DAYS_WITH_MINUTES; ago > 0; ago--) {
                Instant midnight =
                        lastDay.minusDays(ago - 1L).atStartOfDay(ZoneOffset.UTC).toInstant();
                days.get(WATCHED_DAYS - ago)
                        .forEach((item, counts) ->
                                minutes(rows, midnight, items.get(item).id(), counts));
            }
        }
    }

    private void count(Map<Integer, int[]> counts, int item, int views) {
        int[] events = counts.computeIfAbsent(item, i -> new int[EVENTS.length]);
        events[0] += views;
        events[1] += dice.chance(0.06 * views) ? 1 : 0;
        events[2] += dice.chance(0.015 * views) ? 1 : 0;
    }

    private void minutes(CopyRows rows, Instant midnight, int item, int[] counts) {
        for (int type = 0; type < EVENTS.length; type++) {
            if (counts[type] > 0) {
                rows.instant(midnight.plusSeconds(60L * dice.below(MINUTES_PER_DAY)))
                        .number(item)
                        .text(EVENTS[type])
                        .number(counts[type])
                        .end();
            }
        }
    }
}
