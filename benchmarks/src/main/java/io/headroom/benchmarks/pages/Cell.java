package io.headroom.benchmarks.pages;

import io.headroom.http.pages.Page;
import io.headroom.http.pages.PageRequest;
import io.headroom.http.pages.PagedQuery;
import io.headroom.http.pages.SqlRunner;
import io.headroom.http.pages.SqlStatement;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/// One page that is read again and again, in one way.
final class Cell {

    private static final Pattern BUFFERS =
            Pattern.compile("Buffers: shared(?: hit=(\\d+))?(?: read=(\\d+))?");

    private final PagedQuery<Map<String, Object>> query;
    private final PageRequest request;
    private final SqlRunner runner;
    private final LongSupplier nanoTime;
    private long[] nanos = {};

    Cell(
            PagedQuery<Map<String, Object>> query,
            PageRequest request,
            SqlRunner runner,
            LongSupplier nanoTime) {
        this.query = query;
        this.request = request;
        this.runner = runner;
        this.nanoTime = nanoTime;
    }

    Page<Map<String, Object>> read() {
        return query.page(request, runner);
    }

    /// Reads for a time, but at least and at most some times.
    ///
    /// @param counts whether the reads count, or only warm up
    void measure(long forNanos, int least, int most, boolean counts) {
        long[] round = new long[most];
        long started = nanoTime.getAsLong();
        int count = 0;
        while (count < least || (count < most && nanoTime.getAsLong() - started < forNanos)) {
            long before = nanoTime.getAsLong();
            read();
            round[count++] = nanoTime.getAsLong() - before;
        }
        if (counts) {
            nanos =
                    LongStream.concat(Arrays.stream(nanos), Arrays.stream(round, 0, count))
                            .toArray();
        }
    }

    int count() {
        return nanos.length;
    }

    /// The time that a share of the reads did not exceed, in milliseconds.
    double millis(double share) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(0, rank - 1)] / 1e6;
    }

    /// The blocks that the database looked at for the page, in its memory or not.
    long buffers() {
        SqlStatement statement = query.read(request).statement();
        AtomicLong buffers = new AtomicLong(-1);
        runner.run(
                "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, COSTS OFF) " + statement.text(),
                statement.parameters(),
                row -> {
                    Matcher line = BUFFERS.matcher(row.getString(1));
                    // The first line of them has the sum.
                    if (buffers.get() < 0 && line.find()) {
                        buffers.set(number(line, 1) + number(line, 2));
                    }
                });
        return buffers.get();
    }

    private static long number(Matcher line, int group) {
        String digits = line.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
