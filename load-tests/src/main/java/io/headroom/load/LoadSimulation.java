package io.headroom.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.regex;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.CheckBuilder;
import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The sessions of a [LoadRun] as Gatling plays them: arrivals by the profile's phases, each
/// session its requests at the times that its [Visit] names. Made by Gatling.
public final class LoadSimulation extends Simulation {

    private static final String VISIT = "visit";

    /// Takes the run that was prepared.
    public LoadSimulation() {
        LoadRun run = LoadRun.current();
        List<PopulationBuilder> populations = new ArrayList<>();
        populations.add(
                scenario("shoppers")
                        .exec(session(run::nextShopper))
                        .injectOpen(shoppers(run.profile())));
        if (run.writes()) {
            populations.add(
                    scenario("writers")
                            .exec(session(run::nextWriter))
                            .injectOpen(writers(run.profile())));
        }
        setUp(populations).protocols(protocol(run)).maxDuration(run.longest());
    }

    /// Connections are kept and shared, as a gateway or a CDN in front of the shop keeps them.
    private static HttpProtocolBuilder protocol(LoadRun run) {
        return http.baseUrl(run.url())
                .shareConnections()
                .disableCaching()
                .disableAutoReferer()
                .disableFollowRedirect()
                .disableUrlEncoding()
                .disableWarmUp()
                .acceptHeader("application/json")
                .acceptEncodingHeader("gzip")
                .userAgentHeader("headroom-load")
                .sign((request, session) -> {
                    Call call = visit(session).call();
                    if (!call.ifNoneMatch().isEmpty()) {
                        request.getHeaders().set("If-None-Match", call.ifNoneMatch());
                    }
                    if (call.isWrite()) {
                        request.getHeaders().set("Authorization", "Bearer " + run.operatorToken());
                    }
                    return request;
                });
    }

    private static ChainBuilder session(Supplier<Visit> visits) {
        ChainBuilder request =
                exec(step(Visit::plan))
                        .pause(session -> Duration.ofMillis(visit(session).waitMillis()))
                        .exec(step(Visit::send))
                        .doIfOrElse(session -> visit(session).call().isWrite())
                        .then(write())
                        .orElse(read())
                        .exec(LoadSimulation::ended);
        return exec(session -> session.set(VISIT, visits.get()))
                .repeat(session -> visit(session).length(), "request")
                .on(request);
    }

    private static ChainBuilder read() {
        return exec(
                http(LoadSimulation::group)
                        .get(LoadSimulation::address)
                        .requestTimeout(LoadRun.REQUEST_TIMEOUT)
                        .check(goodStatus(), entityTag())
                        .checkIf(session -> visit(session).call().wantsCursor())
                        .then(cursor())
                        .checkIf(session -> visit(session).call().item() != 0)
                        .then(version()));
    }

    private static ChainBuilder write() {
        return exec(
                http(LoadSimulation::group)
                        .put(LoadSimulation::address)
                        .requestTimeout(LoadRun.REQUEST_TIMEOUT)
                        .header("Content-Type", "application/json")
                        .body(StringBody(session -> visit(session).call().body()))
                        .check(goodStatus(), version()));
    }

    private static CheckBuilder goodStatus() {
        return status().transformWithSession(
                        (code, session) -> {
                            visit(session).status(code);
                            return code;
                        })
                .in(200, 304);
    }

    private static CheckBuilder entityTag() {
        return header("ETag")
                .transformWithSession((tag, session) -> told(tag, visit(session)::entityTag))
                .optional();
    }

    private static CheckBuilder cursor() {
        return regex("\"next\":\"([^\"]+)\"")
                .transformWithSession((next, session) -> told(next, visit(session)::cursor))
                .optional();
    }

    private static CheckBuilder version() {
        return regex("\"version\":(\\d+)")
                .transformWithSession((digits, session) ->
                        told(digits, text -> visit(session).version(Integer.parseInt(text))))
                .optional();
    }

    /// Hands over what a check found; an optional one may have found nothing.
    private static @Nullable String told(@Nullable String value, Consumer<String> to) {
        if (value != null) {
            to.accept(value);
        }
        return value;
    }

    private static Session ended(Session session) {
        visit(session).end(!session.isFailed());
        // The next request of the session does not inherit the failure.
        return session.isFailed() ? session.markAsSucceeded() : session;
    }

    private static Function<Session, Session> step(Consumer<Visit> action) {
        return session -> {
            action.accept(visit(session));
            return session;
        };
    }

    private static String group(Session session) {
        return visit(session).call().group().label();
    }

    private static String address(Session session) {
        return visit(session).call().address();
    }

    private static Visit visit(Session session) {
        return Objects.requireNonNull(session.<Visit>get(VISIT));
    }

    private static List<OpenInjectionStep> shoppers(Profile profile) {
        return profile.phases().stream()
                .map(phase ->
                        phase.isSteady()
                                ? constantUsersPerSec(phase.fromUsers()).during(phase.duration())
                                : rampUsersPerSec(phase.fromUsers())
                                        .to(phase.toUsers())
                                        .during(phase.duration()))
                .map(OpenInjectionStep.class::cast)
                .toList();
    }

    private static List<OpenInjectionStep> writers(Profile profile) {
        return List.of(constantUsersPerSec(profile.writesPerSecond()).during(profile.total()));
    }
}
