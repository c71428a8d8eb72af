package io.headroom.operations.capacity;

/// A value and between what it lies with the confidence that [CapacityModel] states.
public record Interval(double value, double lower, double upper) {

    Interval atLeast(double least) {
        return new Interval(Math.max(value, least), Math.max(lower, least), Math.max(upper, least));
    }

    Interval less(double amount) {
        return new Interval(
                Math.max(0, value - amount),
                Math.max(0, lower - amount),
                Math.max(0, upper - amount));
    }
}
