package io.headroom.postgres.advisor;

import java.util.List;

/// How many pages a freshly built B-tree takes: what `nbtsort.c` and `nbtdedup.c` would write.
///
/// A leaf of 8152 usable bytes is finished when less than a tenth of a page is free; its last tuple
/// moves on and stays as high key. Equal keys share a tuple with a list of 6 bytes a row, up to 812
/// bytes, where the key's types allow it. Inner pages are filled to 70 %.
///
/// @param leaves the leaf pages, at least 1
/// @param pages all pages, the meta page included
/// @param height the levels above the leaves
record BtreeSize(long leaves, long pages, int height) {

    private static final int TUPLE_HEADER = 8;
    private static final int NULL_BITMAP = 8;
    private static final int LINE_POINTER = 4;
    private static final double LEAF_BYTES = 7326;
    private static final double INNER_BYTES = 5688;
    private static final int LARGEST_POSTING = 808;
    private static final int ROW_POINTER = 6;
    private static final int SHORT_VARLENA = 126;
    private static final int DRAWS = 101;

    /// Groups larger than this are taken as equally large; smaller ones as Poisson distributed.
    private static final double LARGE_GROUP = 60;

    /// A column of the index.
    ///
    /// @param length its type's bytes; negative when they vary
    /// @param alignment 1, 2, 4 or 8
    /// @param widths the bytes of some values, drawn evenly; at least one
    /// @param nulls the share of NULL, from 0 to 1
    /// @param distinct the number of distinct values, at least 1
    /// @param common the shares of the most common values
    record Column(
            int length,
            int alignment,
            List<Integer> widths,
            double nulls,
            double distinct,
            List<Double> common) {}

    /// The size of an index.
    ///
    /// @param rows the rows in the index
    /// @param keys its key columns
    /// @param carried its INCLUDE columns
    /// @param deduplicates whether equal keys share a tuple
    static BtreeSize of(
            double rows, List<Column> keys, List<Column> carried, boolean deduplicates) {
        double key = tupleBytes(keys, List.of());
        double tuple = tupleBytes(keys, carried);
        double bytes =
                deduplicates && carried.isEmpty()
                        ? groupedBytes(rows, keys, tuple)
                        : rows * (tuple + LINE_POINTER);
        double items = deduplicates ? Math.max(1, bytes / (tuple + LINE_POINTER)) : rows;
        double perLeaf = Math.max(1, LEAF_BYTES / Math.max(1, bytes / Math.max(1, items)) - 0.5);
        return ofLeaves((long) Math.ceil(Math.max(1, items / perLeaf)), key);
    }

    /// The size of an index that has so many pages.
    ///
    /// @param pages all its pages
    /// @param keys its key columns
    static BtreeSize ofPages(long pages, List<Column> keys) {
        double key = tupleBytes(keys, List.of());
        BtreeSize guess = ofLeaves(Math.max(1, pages - 1), key);
        return ofLeaves(Math.max(1, pages - (guess.pages - guess.leaves)), key);
    }

    private static BtreeSize ofLeaves(long leaves, double key) {
        double fanOut = Math.max(2, INNER_BYTES / (key + LINE_POINTER));
        long pages = leaves + 1;
        int height = 0;
        for (long level = leaves; level > 1; height++) {
            level = (long) Math.ceil(level / fanOut);
            pages += level;
        }
        return new BtreeSize(leaves, pages, height);
    }

    /// The bytes of all leaf tuples when equal keys share one.
    private static double groupedBytes(double rows, List<Column> keys, double tuple) {
        if (keys.size() > 1) {
            double combinations = 1;
            for (Column key : keys) {
                combinations = Math.min(rows * 1e3, combinations * Math.max(1, key.distinct));
            }
            double groups = combinations * -Math.expm1(-rows / combinations);
            return smallGroups(rows, Math.max(1, groups), tuple);
        }
        Column key = keys.getFirst();
        double bytes = key.nulls > 0 ? group(rows * key.nulls, tuple) : 0;
        double rest = 1 - key.nulls;
        for (double share : key.common) {
            bytes += group(rows * share, tuple);
            rest -= share;
        }
        double groups = key.distinct - key.common.size();
        if (rest > 1e-6 && groups >= 1) {
            bytes += smallGroups(rows * rest, Math.min(groups, rows * rest), tuple);
        } else if (rest > 1e-6) {
            bytes += group(rows * rest, tuple);
        }
        return bytes;
    }

    private static double smallGroups(double rows, double groups, double tuple) {
        double mean = rows / groups;
        if (mean < 1.0001) {
            return rows * (tuple + LINE_POINTER);
        }
        if (mean > LARGE_GROUP) {
            return groups * group(mean, tuple);
        }
        // At least one row in each group, the others fall in at random.
        double others = mean - 1;
        double probability = Math.exp(-others);
        double expected = 0;
        double seen = 0;
        for (int more = 0; more < 3 * LARGE_GROUP && seen < 0.999_999; more++) {
            expected += probability * group(1 + more, tuple);
            seen += probability;
            probability *= others / (more + 1);
        }
        return groups * expected / seen;
    }

    /// The bytes of one key's tuples, line pointers included.
    private static double group(double rows, double tuple) {
        if (rows < 1.5) {
            return rows * (tuple + LINE_POINTER);
        }
        double most = Math.floor((LARGEST_POSTING - tuple) / ROW_POINTER);
        if (most < 2) {
            return rows * (tuple + LINE_POINTER);
        }
        double full = Math.floor(rows / most);
        double left = Math.round(rows - full * most);
        double bytes = full * (aligned(tuple + ROW_POINTER * most) + LINE_POINTER);
        if (left == 1) {
            bytes += tuple + LINE_POINTER;
        } else if (left > 1) {
            bytes += aligned(tuple + ROW_POINTER * left) + LINE_POINTER;
        }
        return bytes;
    }

    /// The mean bytes of a tuple, over combinations of the columns' widths.
    private static double tupleBytes(List<Column> keys, List<Column> carried) {
        double sum = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            double data = 0;
            int number = 0;
            for (List<Column> columns : List.of(keys, carried)) {
                for (Column column : columns) {
                    int width =
                            column.length > 0
                                    ? column.length
                                    : column.widths.get(
                                            (draw * (2 * number + 1) + number)
                                                    % column.widths.size());
                    boolean unaligned = column.length < 0 && width <= SHORT_VARLENA;
                    int alignment = unaligned ? 1 : column.alignment;
                    data = Math.ceil(data / alignment) * alignment + width;
                    number++;
                }
            }
            sum += aligned(data);
        }
        double whole = 1;
        for (List<Column> columns : List.of(keys, carried)) {
            for (Column column : columns) {
                whole *= 1 - column.nulls;
            }
        }
        return TUPLE_HEADER + (1 - whole) * NULL_BITMAP + sum / DRAWS;
    }

    private static double aligned(double bytes) {
        return Math.ceil(bytes / 8) * 8;
    }
}
