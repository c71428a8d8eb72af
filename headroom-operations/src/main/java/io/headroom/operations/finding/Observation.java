package io.headroom.operations.finding;

import io.headroom.operations.slo.Indicator;
import io.headroom.operations.slo.SloStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What is known at a moment: facts, figures and promises.
///
/// @param nanos monotonic time
public record Observation(
        long nanos, FigureReader figures, List<Fact> facts, List<SloStatus> objectives) {

    /// Reads figures of the history.
    @FunctionalInterface
    public interface FigureReader {

        /// The mean over the last while; NaN when there is none.
        double mean(String figure, Duration window);
    }

    public Observation {
        facts = List.copyOf(facts);
        objectives = List.copyOf(objectives);
    }

    /// The facts of a type.
    public <T extends Fact> List<T> all(Class<T> type) {
        return facts.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /// The mean of a figure over the last seconds; NaN when there is none.
    public double mean(String figure, int seconds) {
        return figures.mean(figure, Duration.ofSeconds(seconds));
    }

    /// How many requests are under way on average: the seconds that callers spend, each second
    /// (Little, *A Proof for the Queuing Formula L = λW*, Operations Research 9, 1961).
    public double requestSeconds() {
        return all(Fact.Route.class).stream()
                .mapToDouble(route -> route.requestsPerSecond() * route.meanMillis() / 1e3)
                .sum();
    }

    /// How many requests end each second.
    public double requestsPerSecond() {
        return all(Fact.Route.class).stream().mapToDouble(Fact.Route::requestsPerSecond).sum();
    }

    /// Which share of all requests' time some lost seconds per second are.
    public double shareOfTime(double lostSeconds) {
        double all = requestSeconds();
        return all <= 0 ? 0 : Math.clamp(lostSeconds / all, 0, 1);
    }

    /// Whether a share of requests' time is worth a word. While there are no requests at all it is
    /// not known what anything costs them, so that everything is.
    public boolean matters(double share, double least) {
        return requestSeconds() <= 0 || share >= least;
    }

    /// Which share of all requests' time is spent in a part.
    public double shareOfPart(String part) {
        return shareOfTime(
                all(Fact.Route.class).stream()
                        .mapToDouble(route -> route.requestsPerSecond() * route.millis(part) / 1e3)
                        .sum());
    }

    /// The route that spends most time in a part.
    public Optional<Fact.Route> worst(String part) {
        return all(Fact.Route.class).stream()
                .filter(route -> route.millis(part) > 0)
                .max(
                        Comparator.comparingDouble(
                                route -> route.requestsPerSecond() * route.millis(part)));
    }

    /// The way to a resource through the route that spends most time in a part.
    public List<Cause> through(String part, String resource) {
        List<Cause> chain = new ArrayList<>();
        burning(chain);
        worst(part).ifPresent(route -> by(route, part, chain));
        chain.add(new Cause(Cause.Step.RESOURCE, resource));
        return chain;
    }

    /// The way to a resource through one route.
    public List<Cause> through(Fact.Route route, String part, String resource) {
        List<Cause> chain = new ArrayList<>();
        burning(chain);
        by(route, part, chain);
        chain.add(new Cause(Cause.Step.RESOURCE, resource));
        return chain;
    }

    /// Promises to callers: those about processors and memory would name the same again.
    private void burning(List<Cause> to) {
        objectives.stream()
                .filter(each -> !(each.objective().indicator() instanceof Indicator.Sampled))
                .filter(each -> each.burnsTooFast() || each.burnRate() > 1)
                .max(Comparator.comparingDouble(SloStatus::burnRate))
                .ifPresent(worst ->
                        to.add(
                                new Cause(
                                        Cause.Step.OBJECTIVE,
                                        "%s burns its budget %s times as fast as it may."
                                                .formatted(
                                                        worst.objective().name(),
                                                        number(worst.burnRate())))));
    }

    private void by(Fact.Route route, String part, List<Cause> to) {
        double lost = route.requestsPerSecond() * route.meanMillis() / 1e3;
        to.add(
                new Cause(
                        Cause.Step.ENDPOINT,
                        "%s takes %s ms on average, %s %% of the time of all requests."
                                .formatted(
                                        route.endpoint(),
                                        number(route.meanMillis()),
                                        number(100 * shareOfTime(lost)))));
        to.add(
                new Cause(
                        Cause.Step.PART,
                        "%s ms of them are its part %s."
                                .formatted(number(route.millis(part)), part)));
    }

    /// A number for people: three digits that count, and commas between thousands.
    public static String number(double value) {
        double size = Math.abs(value);
        String format =
                size >= 100 || value == Math.rint(value) ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    /// The same of a whole number.
    public static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /// A time for people: in the largest unit, up to hours, of which there are at least two, or one
    /// and nothing beside it.
    public static String time(Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0) {
            return number(time.toNanos() / 1e6) + " ms";
        }
        if (isIn(time, 3600)) {
            return number(time.toMillis() / 3.6e6) + " h";
        }
        return isIn(time, 60)
                ? number(time.toMillis() / 6e4) + " min"
                : number(time.toMillis() / 1e3) + " s";
    }

    private static boolean isIn(Duration time, long seconds) {
        return time.toSeconds() >= 2 * seconds || time.equals(Duration.ofSeconds(seconds));
    }
}
