package io.headroom.operations.finding;

/// A step of the way from a promise that breaks to what breaks it.
///
/// @param sentence for people
public record Cause(Step step, String sentence) {

    /// The steps in their order.
    public enum Step {
        OBJECTIVE,
        ENDPOINT,
        PART,
        RESOURCE
    }

    public Cause {
        sentence = Suspicion.clipped(sentence);
    }
}
