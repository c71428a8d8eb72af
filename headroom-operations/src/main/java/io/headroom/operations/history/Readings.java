package io.headroom.operations.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the sources told at one moment; emptied and filled anew each second.
final class Readings implements Figures {

    private static final Logger LOG = LoggerFactory.getLogger(Readings.class);
    private static final int LONGEST_NAME = 200;

    private final List<String> names = new ArrayList<>();
    private double[] values = new double[64];
    private boolean[] counters = new boolean[64];
    private boolean troubled;

    void take(Iterable<? extends FigureSource> sources) {
        names.clear();
        boolean trouble = false;
        for (FigureSource source : sources) {
            try {
                source.read(this);
            } catch (RuntimeException e) {
                trouble = true;
                if (!troubled) {
                    LOG.warn("a source of figures fails, so its figures have gaps", e);
                }
            }
        }
        troubled = trouble;
    }

    @Override
    public void gauge(String name, double value) {
        add(name, value, false);
    }

    @Override
    public void counter(String name, double total) {
        add(name, total, true);
    }

    private void add(String name, double value, boolean counter) {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "a figure's name has 1 to 200 characters: " + name.length());
        }
        int next = names.size();
        if (next == values.length) {
            values = Arrays.copyOf(values, 2 * next);
            counters = Arrays.copyOf(counters, 2 * next);
        }
        names.add(name);
        values[next] = value;
        counters[next] = counter;
    }

    int size() {
        return names.size();
    }

    String name(int index) {
        return names.get(index);
    }

    double value(int index) {
        return values[index];
    }

    boolean isCounter(int index) {
        return counters[index];
    }
}
