package io.headroom.load;

/// Figures are told to three decimals; more would claim a precision that nothing here has.
final class Rounding {

    private Rounding() {}

    static double toThreeDecimals(double value) {
        return Math.rint(value * 1_000) / 1_000;
    }
}
