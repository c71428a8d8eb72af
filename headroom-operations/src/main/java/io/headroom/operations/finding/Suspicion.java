package io.headroom.operations.finding;

import io.headroom.operations.health.Component;
import java.util.List;

/// What a rule sees at a moment. One that holds for some time becomes a [Finding].
///
/// @param kind what it is, lower case with hyphens, such as `pool-too-small`
/// @param subject what it is about, such as a pool's or a route's name; with the kind it is the
///   finding's identity
/// @param title one sentence for people
/// @param impact the share of the time of all requests that is lost by it, or of the requests that
///   fail, from 0 to 1: findings are ranked by it
/// @param advice what to do where no action does it; a sentence
public record Suspicion(
        String kind,
        String subject,
        String title,
        Component component,
        double impact,
        List<Evidence> evidence,
        List<Cause> causes,
        String advice,
        List<Offer> offers) {

    private static final int MOST_TEXT = 500;
    private static final int MOST_ITEMS = 12;

    public Suspicion {
        subject = clipped(subject);
        title = clipped(title);
        advice = clipped(advice);
        impact = Double.isNaN(impact) ? 0 : Math.clamp(impact, 0, 1);
        evidence = bounded(evidence);
        causes = bounded(causes);
        offers = bounded(offers);
    }

    private static <T> List<T> bounded(List<T> all) {
        return all.size() > MOST_ITEMS ? List.copyOf(all.subList(0, MOST_ITEMS)) : List.copyOf(all);
    }

    /// Names come from outside: bounded, and on one line.
    static String clipped(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= MOST_TEXT ? line : line.substring(0, MOST_TEXT - 1) + "…";
    }

    Suspicion withImpact(double other) {
        return new Suspicion(
                kind, subject, title, component, other, evidence, causes, advice, offers);
    }

    /// The finding's id: the kind and, for subjects that are no plain name, a hash of it.
    public String id() {
        String plain = subject.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^-+|-+$", "");
        if (plain.isEmpty() && subject.isEmpty()) {
            return kind;
        }
        if (plain.length() > 60 || !plain.equals(subject)) {
            String head = plain.length() > 40 ? plain.substring(0, 40) : plain;
            return "%s-%s-%08x".formatted(kind, head, subject.hashCode());
        }
        return kind + "-" + plain;
    }
}
