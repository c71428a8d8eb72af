package io.headroom.operations.node;

/// How one value is made of those of several nodes. A node that told none does not count.
public sealed interface Merging {

    /// What is made of the values of one moment.
    ///
    /// @param values of the nodes, NaN for those that told none
    /// @param weights of the nodes, in the same order; used by [Mean] alone
    /// @return NaN when no node told a value
    double of(double[] values, double[] weights);

    /// What it is called in answers.
    String label();

    /// What nodes do side by side: rates, counts, bytes.
    record Sum() implements Merging {

        @Override
        public double of(double[] values, double[] weights) {
            double sum = 0;
            boolean known = false;
            for (double value : values) {
                if (!Double.isNaN(value)) {
                    sum += value;
                    known = true;
                }
            }
            return known ? sum : Double.NaN;
        }

        @Override
        public String label() {
            return "sum";
        }
    }

    /// Means and shares of events, weighted by how many events a node had. Where no node tells how
    /// many, each counts the same.
    ///
    /// @param weight the figure that says how many
    record Mean(String weight) implements Merging {

        @Override
        public double of(double[] values, double[] weights) {
            double sum = 0;
            double total = 0;
            double plain = 0;
            int known = 0;
            for (int i = 0; i < values.length; i++) {
                if (Double.isNaN(values[i])) {
                    continue;
                }
                plain += values[i];
                known++;
                if (weights[i] > 0) {
                    sum += values[i] * weights[i];
                    total += weights[i];
                }
            }
            return total > 0 ? sum / total : known > 0 ? plain / known : Double.NaN;
        }

        @Override
        public String label() {
            return "mean by " + weight;
        }
    }

    /// Of what more is worse, as bad as the worst node: lag, utilisations, and quantiles, which
    /// cannot be had from those of parts; that of the whole is at most this one.
    record Highest() implements Merging {

        @Override
        public double of(double[] values, double[] weights) {
            double highest = Double.NaN;
            for (double value : values) {
                highest = Double.isNaN(highest) || value > highest ? value : highest;
            }
            return highest;
        }

        @Override
        public String label() {
            return "highest";
        }
    }

    /// Of what less is worse, as bad as the worst node.
    record Lowest() implements Merging {

        @Override
        public double of(double[] values, double[] weights) {
            double lowest = Double.NaN;
            for (double value : values) {
                lowest = Double.isNaN(lowest) || value < lowest ? value : lowest;
            }
            return lowest;
        }

        @Override
        public String label() {
            return "lowest";
        }
    }
}
