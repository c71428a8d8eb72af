package io.headroom.load;

import java.util.Arrays;

/// Numbers in a growing array, without a box around each.
final class IntList {

    private int[] values = new int[1_024];
    private int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
