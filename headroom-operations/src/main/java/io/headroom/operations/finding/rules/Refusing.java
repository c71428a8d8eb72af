package io.headroom.operations.finding.rules;

import static io.headroom.operations.finding.Observation.number;

import io.headroom.operations.capacity.Queues;
import io.headroom.operations.finding.Action;
import io.headroom.operations.finding.Action.Limited;
import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.Observation;
import io.headroom.operations.finding.Offer;
import io.headroom.operations.finding.Prediction;
import java.util.Optional;

/// A service that refuses callers since as many requests are under way as it can answer in time,
/// and what it would take to end that.
///
/// Refusals hit all alike, so that what is offered is the work that is carried, divided by the
/// share that is let in. The time of requests that are under way is the work (Little's law), and
/// whoever takes a share of it would have to give up what is beyond the load of which next to
/// nothing is refused (Erlang's loss formula for the places that there are; nine tenths of what is
/// carried where they are not known). He is left a tenth of what is carried of his requests at
/// least, since a limit that lets nobody in is no limit but an end.
///
/// @param perSecond refusals
/// @param share of all requests that are refused
/// @param places how many requests may be under way; 0 where that is not known
record Refusing(Observation now, double perSecond, double share, int places) {

    static final double SOME_PER_SECOND = 0.5;
    static final double SHARE = 0.01;

    private static final double CARRIED = 0.9;
    private static final double LEAST_LEFT = 0.1;

    /// Empty where it refuses few.
    static Optional<Refusing> at(Observation now) {
        return now.all(Fact.Refusals.class).stream()
                .map(each -> of(now, each))
                .filter(each -> each.perSecond >= SOME_PER_SECOND && each.share >= SHARE)
                .findFirst();
    }

    private static Refusing of(Observation now, Fact.Refusals refusals) {
        double perSecond = refusals.perSecond();
        double all = now.requestsPerSecond() + perSecond;
        return new Refusing(now, perSecond, perSecond / all, refusals.places());
    }

    /// The part of what is carried of which next to nothing would be refused.
    private double carried() {
        double busy = now.requestSeconds();
        return places == 0 || busy <= 0
                ? CARRIED
                : Math.min(CARRIED, Queues.loadRefusedAtMost(places, SHARE) / busy);
    }

    /// What one who asks for much shall be left.
    ///
    /// @param offeredPerSecond what is asked for, with what is refused
    /// @param shareOfTime his share of all requests' time, above 0
    Offer limiting(Limited what, String name, double offeredPerSecond, double shareOfTime) {
        int from =
                now.all(Fact.LimitedRate.class).stream()
                        .filter(each -> each.of() == what && each.name().equals(name))
                        .mapToInt(Fact.LimitedRate::perSecond)
                        .findFirst()
                        .orElse(0);
        double rate = from == 0 ? offeredPerSecond : Math.min(from, offeredPerSecond);
        double left = 1 - (1 - carried() * (1 - share)) / shareOfTime;
        double kept = Math.max(left, LEAST_LEFT * (1 - share));
        int to = (int) Math.max(1, Math.round(rate * kept));
        String subject = what == Limited.ROUTE ? name : "the caller " + name;
        return new Offer(
                new Action.RateLimit(what, name, from, to),
                from == 0
                        ? "Let in %s requests a second of %s at most; it asks for %s."
                                .formatted(number(to), subject, number(offeredPerSecond))
                        : "Let in %s requests a second of %s at most instead of %s."
                                .formatted(number(to), subject, number(from)),
                new Prediction(
                        "http.refused_per_second",
                        true,
                        -1,
                        -expected(left, kept),
                        "Little's law: %s %% of the time of all requests is that of %s, and %s %% of what is asked for cannot be carried."
                                .formatted(
                                        number(100 * shareOfTime), subject, number(100 * share))));
    }

    /// Half of the refusals end at least, where the limit is what is needed; the less, the less of
    /// what is needed it is.
    private static double expected(double left, double kept) {
        return 0.5 * Math.min(1, (1 - kept) / (1 - left));
    }
}
