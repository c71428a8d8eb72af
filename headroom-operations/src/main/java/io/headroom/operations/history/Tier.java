package io.headroom.operations.history;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Columns of slots of equal length, one column a figure, in rings: the slot of a moment is its
/// number modulo the ring's length. What lies between the last slot and a new one is a gap. When
/// the clock goes back, what was kept of the time after is forgotten.
///
/// Not safe for use by many threads.
final class Tier {

    /// Before the first slot of any clock.
    private static final long NEVER = -1;

    private final int stepSeconds;
    private final int slots;
    private final List<float[]> columns = new ArrayList<>();
    private long last = NEVER;

    Tier(int stepSeconds, int slots) {
        this.stepSeconds = stepSeconds;
        this.slots = slots;
    }

    int stepSeconds() {
        return stepSeconds;
    }

    void addColumn() {
        float[] column = new float[slots];
        Arrays.fill(column, Float.NaN);
        columns.add(column);
    }

    void clear() {
        columns.clear();
        last = NEVER;
    }

    long slotOf(long epochSecond) {
        return Math.floorDiv(epochSecond, (long) stepSeconds);
    }

    /// Makes this slot the last one.
    ///
    /// @return whether it was not
    boolean moveTo(long slot) {
        if (slot == last) {
            return false;
        }
        long from = slot > last ? Math.max(last + 1, slot - slots + 1) : slot + 1;
        long to = slot > last ? slot : Math.min(last, slot + slots);
        if (last != NEVER) {
            for (float[] column : columns) {
                for (long empty = from; empty <= to; empty++) {
                    column[place(empty)] = Float.NaN;
                }
            }
        }
        last = slot;
        return true;
    }

    /// Sets a value of the last slot.
    void set(int column, double value) {
        columns.get(column)[place(last)] = (float) value;
    }

    /// NaN for a gap and for what is not kept.
    float get(int column, long slot) {
        return slot > last || slot <= last - slots || slot < 0
                ? Float.NaN
                : columns.get(column)[place(slot)];
    }

    private int place(long slot) {
        return (int) Math.floorMod(slot, (long) slots);
    }

    boolean isEmpty(int column) {
        for (float value : columns.get(column)) {
            if (!Float.isNaN(value)) {
                return false;
            }
        }
        return true;
    }

    void writeLast(DataOutput to) throws IOException {
        to.writeLong(last);
    }

    void readLast(DataInput from) throws IOException {
        last = from.readLong();
    }

    void write(int column, DataOutput to) throws IOException {
        for (float value : columns.get(column)) {
            to.writeFloat(value);
        }
    }

    void read(int column, DataInput from) throws IOException {
        float[] values = columns.get(column);
        for (int i = 0; i < slots; i++) {
            values[i] = from.readFloat();
        }
    }
}
