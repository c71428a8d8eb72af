package io.headroom.postgres.statement;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One statement's calls and time by slots of the clock, the oldest overwritten by the newest: 16
/// bytes a slot. Used by one thread.
final class Series {

    private final long slotMillis;
    private final float[] calls;
    private final float[] millis;
    private final float[] rows;
    private final float[] blocks;
    private long newest = Long.MIN_VALUE;

    Series(Duration slot, int slots) {
        this.slotMillis = slot.toMillis();
        this.calls = new float[slots];
        this.millis = new float[slots];
        this.rows = new float[slots];
        this.blocks = new float[slots];
    }

    void add(
            Instant at,
            double addedCalls,
            double addedMillis,
            double addedRows,
            double addedBlocks) {
        boolean _ = moveTo(at);
        int place = place(newest);
        calls[place] += (float) addedCalls;
        millis[place] += (float) addedMillis;
        rows[place] += (float) addedRows;
        blocks[place] += (float) addedBlocks;
    }

    /// Empties the slots between the newest and this time's. A clock set back writes on into the
    /// newest.
    ///
    /// @return whether a new slot has begun
    boolean moveTo(Instant at) {
        long slot = Math.floorDiv(at.toEpochMilli(), slotMillis);
        boolean moved = slot > newest;
        if (newest == Long.MIN_VALUE || slot - newest >= calls.length) {
            for (float[] each : new float[][] {calls, millis, rows, blocks}) {
                Arrays.fill(each, 0);
            }
            newest = slot;
        }
        while (newest < slot) {
            newest++;
            int place = place(newest);
            for (float[] each : new float[][] {calls, millis, rows, blocks}) {
                each[place] = 0;
            }
        }
        return moved;
    }

    private int place(long slot) {
        return (int) Math.floorMod(slot, (long) calls.length);
    }

    double calls() {
        return sum(calls);
    }

    double millis() {
        return sum(millis);
    }

    double rows() {
        return sum(rows);
    }

    double blocks() {
        return sum(blocks);
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    /// Mean milliseconds of the slots from `from` to `to` back (0 is the newest) that saw at least
    /// so many calls, the newest first.
    double[] means(int from, int to, double leastCalls) {
        double[] means = new double[Math.max(to - from, 0)];
        int count = 0;
        for (int back = from; back < to && back < calls.length; back++) {
            int place = place(newest - back);
            if (calls[place] >= leastCalls) {
                means[count++] = millis[place] / calls[place];
            }
        }
        return Arrays.copyOf(means, count);
    }

    /// The calls of the slots from `from` to `to` back.
    double calls(int from, int to) {
        double sum = 0;
        for (int back = from; back < to && back < calls.length; back++) {
            sum += calls[place(newest - back)];
        }
        return sum;
    }

    /// The milliseconds of the slots from `from` to `to` back.
    double millis(int from, int to) {
        double sum = 0;
        for (int back = from; back < to && back < millis.length; back++) {
            sum += millis[place(newest - back)];
        }
        return sum;
    }

    /// The slots that saw calls, the oldest first.
    List<StatementPoint> points() {
        List<StatementPoint> points = new ArrayList<>();
        for (int back = calls.length - 1; back >= 0; back--) {
            int place = place(newest - back);
            if (calls[place] > 0) {
                points.add(
                        new StatementPoint(
                                Instant.ofEpochMilli((newest - back) * slotMillis),
                                calls[place],
                                millis[place] / calls[place]));
            }
        }
        return points;
    }
}
