package io.headroom.operations.finding.rules;

import io.headroom.operations.finding.Cause;
import io.headroom.operations.finding.Evidence;
import io.headroom.operations.finding.Observation;
import io.headroom.operations.finding.Offer;
import io.headroom.operations.finding.Suspicion;
import io.headroom.operations.health.Component;
import java.util.ArrayList;
import java.util.List;

/// A suspicion while a rule writes it.
final class Draft {

    private final String kind;
    private final String subject;
    private final Component component;
    private final String title;
    private final List<Evidence> evidence = new ArrayList<>();
    private final List<Offer> offers = new ArrayList<>();
    private List<Cause> causes = List.of();
    private String advice = "";
    private double impact;

    Draft(String kind, String subject, Component component, String title) {
        this.kind = kind;
        this.subject = subject;
        this.component = component;
        this.title = title;
    }

    /// @param words with one `%s` for the value and, where there is a limit, another one for it
    Draft because(String figure, double value, double limit, String words) {
        String sentence =
                Double.isNaN(limit)
                        ? words.formatted(Observation.number(value))
                        : words.formatted(Observation.number(value), Observation.number(limit));
        evidence.add(new Evidence(figure, value, limit, sentence));
        return this;
    }

    Draft because(String figure, String sentence) {
        evidence.add(new Evidence(figure, Double.NaN, Double.NaN, sentence));
        return this;
    }

    Draft through(List<Cause> chain) {
        causes = chain;
        return this;
    }

    Draft costs(double share) {
        impact = share;
        return this;
    }

    Draft advising(String sentence) {
        advice = sentence;
        return this;
    }

    Draft offering(Offer offer) {
        offers.add(offer);
        return this;
    }

    Suspicion done() {
        return new Suspicion(
                kind, subject, title, component, impact, evidence, causes, advice, offers);
    }
}
