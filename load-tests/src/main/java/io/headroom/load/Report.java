package io.headroom.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Everything that a run says; `report.json` is this record, `report.html` shows it.
///
/// @param outcome the verdict
/// @param reasons why the run is invalid, empty when it is not
/// @param thresholds the profile's, in its order
/// @param latencies by group of requests, with `all` and `catalogue` (browse, item and read-back)
/// @param problems failed requests by what went wrong
/// @param warmUpRequests answered before the measured time
/// @param reads answers that were not writes
/// @param staleReads see [Figures#staleReads]
/// @param notes what a reader must know of this run
/// @param gatlingReport the path of Gatling's own report from this one's folder, empty without
record Report(
        Outcome outcome,
        List<String> reasons,
        Run run,
        List<Threshold.Judgement> thresholds,
        Map<String, LatencySummary> latencies,
        double errorPercent,
        Map<String, Long> problems,
        double peakOfferedPerSecond,
        double peakGoodPerSecond,
        long warmUpRequests,
        long reads,
        long writes,
        long staleReads,
        GeneratorHealth generator,
        ServerFigures server,
        Timeline timeline,
        Machine machine,
        List<String> notes,
        String gatlingReport) {

    static final String JSON = "report.json";
    static final String HTML = "report.html";

    /// What was run.
    ///
    /// @param startedAt ISO 8601, UTC
    /// @param factor by which the profile was shortened
    /// @param traffic how the requests were made up
    record Run(
            String profile,
            String summary,
            String url,
            String command,
            String startedAt,
            double factor,
            double warmUpSeconds,
            double measuredSeconds,
            List<Stage> phases,
            double writesPerSecond,
            long seed,
            Map<String, String> traffic) {}

    /// A phase as it was run.
    record Stage(String name, boolean measured, double fromUsers, double toUsers, double seconds) {

        static Stage of(Phase phase) {
            return new Stage(
                    phase.name(),
                    phase.measured(),
                    phase.fromUsers(),
                    phase.toUsers(),
                    Rounding.toThreeDecimals(phase.seconds()));
        }
    }

    /// The same with a link to Gatling's own report.
    Report linkedTo(Path gatling) {
        return new Report(
                outcome,
                reasons,
                run,
                thresholds,
                latencies,
                errorPercent,
                problems,
                peakOfferedPerSecond,
                peakGoodPerSecond,
                warmUpRequests,
                reads,
                writes,
                staleReads,
                generator,
                server,
                timeline,
                machine,
                notes,
                gatling.toString());
    }

    String json() {
        return JsonMapper.builder()
                .build()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(this);
    }

    /// Writes both files into a folder.
    ///
    /// @throws LoadException when the folder cannot be written
    void write(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(JSON), json() + "\n");
            Files.writeString(folder.resolve(HTML), new HtmlReport(this).text());
        } catch (IOException e) {
            throw new LoadException("The report cannot be written to " + folder + ": " + e, e);
        }
    }
}
