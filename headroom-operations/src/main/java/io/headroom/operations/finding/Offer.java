package io.headroom.operations.finding;

/// An action with what it is for.
///
/// @param title a sentence that says what will be done, with both values
public record Offer(Action action, String title, Prediction prediction) {}
