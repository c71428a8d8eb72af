package io.headroom.operations.node;

import io.headroom.operations.history.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes one series of those of several nodes.
///
/// Steps begin at multiples of their width since 1970 on every node, so that they fit together
/// though a node was asked a moment later: what lies outside the frame is left out. Of the newest
/// steps some nodes may not have told yet, or their answers are some seconds old. A sum over a part
/// of them would draw a fall that never was, so that the steps that not all answers reach are gaps,
/// and the last one that they do if fewer nodes told it than the one before.
public final class SeriesMerge {

    /// An answer may be so old; a node that is later than this has another clock, or stands still.
    private static final int LATE_SECONDS = 10;

    private final Instant start;
    private final int stepSeconds;
    private final int points;
    private final MergingRules rules;

    /// @param start when the first step begins
    /// @param points how many steps there are, at least 1
    public SeriesMerge(Instant start, int stepSeconds, int points, MergingRules rules) {
        this.start = start;
        this.stepSeconds = stepSeconds;
        this.points = points;
        this.rules = rules;
    }

    /// Merges these figures.
    ///
    /// @param figures in the order of the answer; one that no node has is all gaps
    /// @param nodes what each node told; the figures that weigh others have to be among it
    public List<MergedSeries> merge(
            Collection<String> figures, List<? extends Collection<Series>> nodes) {
        List<Map<String, double[]>> told = nodes.stream().map(this::framed).toList();
        int reached =
                nodes.stream()
                        .flatMap(Collection::stream)
                        .filter(series -> series.stepSeconds() == stepSeconds)
                        .mapToInt(this::reach)
                        .min()
                        .orElse(points - 1);
        return figures.stream().map(figure -> merge(figure, told, reached)).toList();
    }

    /// The last step that an answer can tell of.
    private int reach(Series series) {
        long last = later(series) + series.values().length - 1;
        boolean late = points - 1 - last > Math.max(1, LATE_SECONDS / stepSeconds);
        return late ? points - 1 : (int) Math.min(last, points - 1);
    }

    private long later(Series series) {
        return Duration.between(start, series.start()).toSeconds() / stepSeconds;
    }

    private Map<String, double[]> framed(Collection<Series> node) {
        Map<String, double[]> framed = new HashMap<>();
        for (Series series : node) {
            if (series.stepSeconds() == stepSeconds) {
                framed.put(series.figure(), framed(series));
            }
        }
        return framed;
    }

    private double[] framed(Series series) {
        long later = later(series);
        double[] told = series.values();
        double[] framed = gaps();
        for (int i = 0; i < told.length; i++) {
            long place = i + later;
            if (place >= 0 && place < points) {
                framed[(int) place] = told[i];
            }
        }
        return framed;
    }

    private double[] gaps() {
        double[] gaps = new double[points];
        Arrays.fill(gaps, Double.NaN);
        return gaps;
    }

    private MergedSeries merge(String figure, List<Map<String, double[]>> told, int reached) {
        Merging merging = rules.of(figure);
        String weight = rules.weight(figure);
        double[] merged = new double[points];
        int[] nodes = new int[points];
        double[] values = new double[told.size()];
        double[] weights = new double[told.size()];
        for (int i = 0; i < points; i++) {
            for (int node = 0; node < values.length; node++) {
                values[node] = at(told.get(node), figure, i);
                weights[node] = at(told.get(node), weight, i);
                nodes[i] += Double.isNaN(values[node]) ? 0 : 1;
            }
            merged[i] = merging.of(values, weights);
        }
        Arrays.fill(merged, reached + 1, points, Double.NaN);
        if (reached > 0 && nodes[reached] < nodes[reached - 1]) {
            merged[reached] = Double.NaN;
        }
        return new MergedSeries(Series.of(figure, start, stepSeconds, merged), merging, nodes);
    }

    private static double at(Map<String, double[]> node, String figure, int step) {
        double[] values = node.get(figure);
        return values == null ? Double.NaN : values[step];
    }

    /// Merges what a figure was last.
    ///
    /// @param latest the last values of each node, by their figures
    /// @return NaN when no node has it
    public static double latest(
            String figure, List<Map<String, Double>> latest, MergingRules rules) {
        String weight = rules.weight(figure);
        return rules.of(figure)
                .of(
                        latest.stream().mapToDouble(node -> valueOf(node, figure)).toArray(),
                        latest.stream().mapToDouble(node -> valueOf(node, weight)).toArray());
    }

    private static double valueOf(Map<String, Double> node, String figure) {
        return node.getOrDefault(figure, Double.NaN);
    }
}
