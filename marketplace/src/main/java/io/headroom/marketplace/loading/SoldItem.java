package io.headroom.marketplace.loading;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// What a file of sales tells about one item: how it was called, at which prices it went, when and
/// how many.
final class SoldItem {

    /// More different descriptions or prices of one item than this are not remembered.
    private static final int MOST_VARIANTS = 256;

    private static final Duration DELISTED_AFTER = Duration.ofDays(90);
    private static final int WEEKS_OF_STOCK = 4;
    private static final int MOST_STOCK = 5_000;
    private static final long SECONDS_PER_WEEK = 7 * 24 * 3600L;

    private final long id;
    private final Map<String, Integer> descriptions = new HashMap<>();
    private final TreeMap<Long, Long> unitsByPrice = new TreeMap<>();
    private long units;
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;

    SoldItem(long id) {
        this.id = id;
    }

    long id() {
        return id;
    }

    void sold(String description, int quantity, long price, Instant at) {
        if (descriptions.size() < MOST_VARIANTS || descriptions.containsKey(description)) {
            descriptions.merge(description, 1, Integer::sum);
        }
        if (price > 0 && (unitsByPrice.size() < MOST_VARIANTS || unitsByPrice.containsKey(price))) {
            unitsByPrice.merge(price, (long) Math.abs(quantity), Long::sum);
        }
        units += quantity;
        first = at.isBefore(first) ? at : first;
        last = at.isAfter(last) ? at : last;
    }

    Map<String, Integer> descriptions() {
        return descriptions;
    }

    /// The price at which the middle unit went (the median weighted by units), in hundredths; 0
    /// when it was only given away.
    long typicalPrice() {
        long half = unitsByPrice.values().stream().mapToLong(Long::longValue).sum() / 2;
        long seen = 0;
        for (Map.Entry<Long, Long> entry : unitsByPrice.entrySet()) {
            seen += entry.getValue();
            if (seen > half) {
                return entry.getKey();
            }
        }
        return unitsByPrice.isEmpty() ? 0 : unitsByPrice.lastKey();
    }

    /// Four weeks of its average net sales; nothing of an item that has not sold for 90 days.
    int stock(Instant asOf) {
        if (last.plus(DELISTED_AFTER).isBefore(asOf) || units <= 0) {
            return 0;
        }
        double weeks =
                Math.max(
                        1,
                        (last.getEpochSecond() - first.getEpochSecond())
                                / (double) SECONDS_PER_WEEK);
        return Math.clamp(Math.round(WEEKS_OF_STOCK * units / weeks), 1, MOST_STOCK);
    }

    Instant first() {
        return first;
    }

    Instant last() {
        return last;
    }
}
