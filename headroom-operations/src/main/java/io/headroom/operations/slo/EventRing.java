package io.headroom.operations.slo;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/// Good and bad events by slots of equal length, in a ring. A clock that goes back by more than a
/// few slots forgets what lies after the new time; by less, its events count for the last slot. Not
/// safe for use by many threads.
final class EventRing {

    private static final int FEW_SLOTS = 4;

    /// A sum of events.
    record Sum(double good, double bad) {

        static final Sum NONE = new Sum(0, 0);

        double all() {
            return good + bad;
        }

        /// The share that was bad; 0 without events.
        double badRatio() {
            return all() > 0 ? bad / all() : 0;
        }
    }

    private final int stepSeconds;
    private final int slots;
    private final double[] good;
    private final double[] bad;
    private long last = -1;

    EventRing(int stepSeconds, int slots) {
        this.stepSeconds = stepSeconds;
        this.slots = slots;
        this.good = new double[slots];
        this.bad = new double[slots];
    }

    int stepSeconds() {
        return stepSeconds;
    }

    /// The events that happened until a moment count for the slot that ends with it or after it.
    private long slotUntil(long epochSecond) {
        return Math.floorDiv(epochSecond - 1, (long) stepSeconds);
    }

    void add(long epochSecond, double goodEvents, double badEvents) {
        moveTo(slotUntil(epochSecond));
        good[place(last)] += goodEvents;
        bad[place(last)] += badEvents;
    }

    void moveTo(long slot) {
        if (slot <= last && last - slot <= FEW_SLOTS) {
            return;
        }
        if (slot > last) {
            for (long empty = Math.max(last + 1, slot - slots + 1); empty <= slot; empty++) {
                clear(empty);
            }
        } else {
            for (long empty = slot + 1; empty <= Math.min(last, slot + slots); empty++) {
                clear(empty);
            }
        }
        last = slot;
    }

    private void clear(long slot) {
        good[place(slot)] = 0;
        bad[place(slot)] = 0;
    }

    private int place(long slot) {
        return (int) Math.floorMod(slot, (long) slots);
    }

    /// The events of the last while until a moment, to a slot.
    Sum sum(long epochSecond, long windowSeconds) {
        long to = Math.min(slotUntil(epochSecond), last);
        long from =
                Math.max(
                        Math.floorDiv(epochSecond - windowSeconds, (long) stepSeconds),
                        last - slots + 1);
        return sumOfSlots(from, to);
    }

    private Sum sumOfSlots(long from, long to) {
        double goodEvents = 0;
        double badEvents = 0;
        for (long slot = Math.max(0, from); slot <= to; slot++) {
            goodEvents += good[place(slot)];
            badEvents += bad[place(slot)];
        }
        return new Sum(goodEvents, badEvents);
    }

    void write(DataOutput to) throws IOException {
        to.writeLong(last);
        for (int i = 0; i < slots; i++) {
            to.writeDouble(good[i]);
            to.writeDouble(bad[i]);
        }
    }

    void read(DataInput from) throws IOException {
        last = from.readLong();
        for (int i = 0; i < slots; i++) {
            good[i] = from.readDouble();
            bad[i] = from.readDouble();
        }
    }

    void clear() {
        Arrays.fill(good, 0);
        Arrays.fill(bad, 0);
        last = -1;
    }
}
