package io.headroom.postgres.jdbc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was bound to one statement, by reference. Used by the thread that works with the statement.
final class Binds {

    /// More than the protocol takes; an index above it is the driver's to refuse.
    private static final int MOST = 65_535;

    private static final @Nullable Object[] EMPTY = new @Nullable Object[0];

    private @Nullable Object[] values = EMPTY;
    private int count;

    void set(int index, @Nullable Object value) {
        if (index < 1 || index > MOST) {
            return;
        }
        if (index > values.length) {
            values = Arrays.copyOf(values, Math.max(index, values.length * 2 + 4));
        }
        values[index - 1] = value;
        count = Math.max(count, index);
    }

    void clear() {
        Arrays.fill(values, 0, count, null);
        count = 0;
    }

    List<@Nullable Object> copy() {
        List<@Nullable Object> copy = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            copy.add(values[i]);
        }
        return Collections.unmodifiableList(copy);
    }
}
