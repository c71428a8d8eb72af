package io.headroom.operations.finding;

/// A figure that speaks for a finding.
///
/// @param figure its name
/// @param value as it was seen
/// @param limit what it was compared with; NaN when it only explains
/// @param sentence for people, with unit
public record Evidence(String figure, double value, double limit, String sentence) {

    public Evidence {
        sentence = Suspicion.clipped(sentence);
        figure = Suspicion.clipped(figure);
    }
}
