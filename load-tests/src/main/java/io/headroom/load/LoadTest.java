package io.headroom.load;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/// One run: learn the catalogue, play the profile, judge, tell.
final class LoadTest {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final Setup setup;
    private final LongSupplier nanoTime;
    private final InstantSource time;

    /// What to run.
    ///
    /// @param profile already shortened
    /// @param operatorToken empty unless the profile writes
    /// @param out the report's folder
    /// @param command as it was given, for the report
    record Setup(
            Profile profile,
            double factor,
            String url,
            String operatorToken,
            Path queries,
            long seed,
            Path out,
            String command) {

        Setup {
            if (profile.writesPerSecond() > 0 && operatorToken.isEmpty()) {
                throw new LoadException(
                        "Profile %s writes, which needs the operator's token: name the shop's data folder with --data."
                                .formatted(profile.name()));
            }
        }
    }

    LoadTest(Setup setup, LongSupplier nanoTime, InstantSource time) {
        this.setup = setup;
        this.nanoTime = nanoTime;
        this.time = time;
    }

    /// Runs and writes the report.
    ///
    /// @throws LoadException when there is no shop, or the run cannot be made
    Report run() {
        Instant startedAt = time.instant();
        Profile profile = setup.profile();
        try (HttpClient client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .build()) {
            Catalogue catalogue =
                    new CatalogueReader(client, setup.url(), setup.seed())
                            .read(setup.queries(), profile.writesPerSecond() > 0);
            RunClock clock = new RunClock(nanoTime, profile);
            Recorder recorder = new Recorder(clock);
            LoadRun run =
                    new LoadRun(
                            profile,
                            setup.url(),
                            setup.operatorToken(),
                            new Traffic(catalogue, setup.seed()),
                            clock,
                            recorder,
                            setup.seed());
            Scraper scraper = new Scraper(client, setup.url(), clock, profile.measured());
            GeneratorHealth generator;
            try (GeneratorWatch watch = new GeneratorWatch(clock, scraper)) {
                run.makeCurrent();
                new Gatling(setup.out().resolve("gatling")).play();
                scraper.tick();
                generator = watch.health(run.plannedSessions(), recorder);
            }
            ServerFigures server = ServerFigures.of(scraper.snapshots(), scraper.problem());
            Report report = report(startedAt, catalogue, recorder, generator, server);
            report.write(setup.out());
            return report;
        }
    }

    private Report report(
            Instant startedAt,
            Catalogue catalogue,
            Recorder recorder,
            GeneratorHealth generator,
            ServerFigures server) {
        Profile profile = setup.profile();
        Map<String, LatencySummary> latencies = new LinkedHashMap<>();
        latencies.put("all", recorder.summary(EnumSet.allOf(RequestGroup.class)));
        latencies.put("catalogue", recorder.summary(RequestGroup.CATALOG));
        for (RequestGroup group : RequestGroup.values()) {
            LatencySummary latency = recorder.summary(Set.of(group));
            if (latency.count() > 0) {
                latencies.put(group.label(), latency);
            }
        }
        Figures figures =
                new Figures(
                        latency(latencies, "all"),
                        latency(latencies, "catalogue"),
                        latency(latencies, RequestGroup.SEARCH.label()),
                        latency(latencies, RequestGroup.RECOMMENDATION.label()),
                        recorder.errorPercent(),
                        peakRate(profile, recorder),
                        server.overallHitRatePercent(),
                        server.poolTimeouts(),
                        recorder.staleReads());
        Verdict verdict = Verdict.of(profile.thresholds(), figures, generator);
        long writes = latency(latencies, RequestGroup.WRITE.label()).count();
        return new Report(
                verdict.outcome(),
                verdict.reasons(),
                told(startedAt, catalogue),
                verdict.thresholds(),
                latencies,
                Rounding.toThreeDecimals(figures.errorPercent()),
                recorder.problems(),
                profile.peakRate() + 2 * profile.writesPerSecond(),
                Rounding.toThreeDecimals(figures.peakRate()),
                recorder.warmUpRequests(),
                figures.all().count() - writes,
                writes,
                figures.staleReads(),
                generator,
                server,
                Timeline.of(profile, recorder.samples()),
                Machine.here(),
                notes(server),
                "");
    }

    private static LatencySummary latency(Map<String, LatencySummary> latencies, String name) {
        return latencies.getOrDefault(name, LatencySummary.EMPTY);
    }

    /// Good answers a second of requests that were due in the peak phase.
    private static double peakRate(Profile profile, Recorder recorder) {
        long start = profile.peakStart().toMillis();
        long end = start + profile.peak().duration().toMillis();
        LatencySummary peak =
                Samples.summarize(
                        recorder.samples(),
                        sample ->
                                Samples.isGood(sample)
                                        && Samples.dueMillis(sample) >= start
                                        && Samples.dueMillis(sample) < end);
        return peak.count() / profile.peak().seconds();
    }

    private Report.Run told(Instant startedAt, Catalogue catalogue) {
        Profile profile = setup.profile();
        Map<String, String> traffic = new LinkedHashMap<>();
        traffic.put(
                "user",
                "a session of %d requests, one every %d ms; users at a time are arrivals a second"
                        .formatted(Profile.SESSION_REQUESTS, Profile.SESSION_STEP.toMillis()));
        traffic.put(
                "mix",
                "%d %% browse, %d %% search, %d %% recommendations, %d %% item"
                        .formatted(
                                Mix.BROWSE_PERCENT,
                                Mix.SEARCH_PERCENT,
                                Mix.RECOMMENDATION_PERCENT,
                                100
                                        - Mix.BROWSE_PERCENT
                                        - Mix.SEARCH_PERCENT
                                        - Mix.RECOMMENDATION_PERCENT));
        traffic.put(
                "popularity",
                "Zipf with exponent %s over %d items, %s over %d + %d search texts, %s over %d categories and %d brands"
                        .formatted(
                                Mix.ITEM_ZIPF,
                                catalogue.items().size(),
                                Mix.QUERY_ZIPF,
                                catalogue.english().size(),
                                catalogue.spanish().size(),
                                Mix.FILTER_ZIPF,
                                catalogue.categories().size(),
                                catalogue.brands().size()));
        traffic.put("search texts", catalogue.querySource());
        traffic.put(
                "shares",
                "%d %% in Spanish, %d %% of what is held conditional, %d %% of lists followed to their next page, %d %% filtered; gzip accepted"
                        .formatted(
                                Mix.SPANISH_PERCENT,
                                Mix.CONDITIONAL_PERCENT,
                                Mix.NEXT_PAGE_PERCENT,
                                Mix.FILTERED_PERCENT));
        return new Report.Run(
                profile.name(),
                profile.summary(),
                setup.url(),
                setup.command(),
                startedAt.truncatedTo(ChronoUnit.SECONDS).toString(),
                setup.factor(),
                Rounding.toThreeDecimals(profile.warmUp().toNanos() / 1e9),
                Rounding.toThreeDecimals(profile.measured().toNanos() / 1e9),
                profile.phases().stream().map(Report.Stage::of).toList(),
                profile.writesPerSecond(),
                setup.seed(),
                traffic);
    }

    private List<String> notes(ServerFigures server) {
        List<String> notes = new ArrayList<>();
        String host = URI.create(setup.url()).getHost();
        if (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")) {
            notes.add(
                    "Generator and service share one machine: what one uses, the other lacks, so the latencies are worse than with a machine for each.");
        }
        if (setup.factor() < 1) {
            notes.add(
                    "Shortened by the factor %s: the rates are the profile's, the times are not."
                            .formatted(setup.factor()));
        }
        if (!server.note().isEmpty()) {
            notes.add("The service's own figures have gaps: " + server.note());
        }
        return notes;
    }
}
