package io.headroom.operations.alert;

/// A limit that a figure is on the wrong side of.
///
/// @param side which side is the wrong one
/// @param limit in the figure's unit; the limit itself is on the right side
public record Bound(Side side, double limit) {

    /// Which side of the limit is the wrong one.
    public enum Side {
        ABOVE(">"),
        BELOW("<");

        private final String sign;

        Side(String sign) {
            this.sign = sign;
        }

        /// As Prometheus writes it.
        public String sign() {
            return sign;
        }
    }

    public Bound {
        if (!Double.isFinite(limit)) {
            throw new IllegalArgumentException("limit must be a number: " + limit);
        }
    }

    /// Whether a value is on the wrong side; NaN, no value, is not.
    public boolean isCrossedBy(double value) {
        return side == Side.ABOVE ? value > limit : value < limit;
    }
}
