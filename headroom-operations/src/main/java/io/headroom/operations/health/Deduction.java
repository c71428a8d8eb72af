package io.headroom.operations.health;

/// Points that a component loses, and why.
///
/// @param points how many of its 100, above 0 and at most 100
/// @param issue whether it harms users now; else it is a warning
/// @param reason a sentence with the figure and its limit
/// @param recommendation what to do, a sentence
public record Deduction(
        Component component, double points, boolean issue, String reason, String recommendation) {

    public Deduction {
        if (!(points > 0 && points <= 100)) {
            throw new IllegalArgumentException("points must be above 0 and at most 100: " + points);
        }
    }
}
