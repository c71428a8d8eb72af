package io.headroom.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The report as one page that needs nothing beside itself: no script, no build step, light and
/// dark, wide and narrow.
record HtmlReport(Report report) {

    private static final double MEBIBYTE = 1 << 20;

    String text() {
        return resource("report.html")
                .replace(
                        "{{title}}",
                        HtmlTable.escaped(report.run().profile() + ": " + report.outcome()))
                .replace("{{style}}", resource("report.css"))
                .replace("{{body}}", body());
    }

    private String body() {
        return verdict()
                + thresholds()
                + latencies()
                + new ReportCharts(report).html()
                + server()
                + generator()
                + run();
    }

    private String verdict() {
        Report.Run run = report.run();
        StringBuilder html = new StringBuilder();
        html.append("<header class=\"")
                .append(report.outcome().name().toLowerCase(Locale.ROOT))
                .append("\"><p class=\"verdict\">")
                .append(report.outcome())
                .append("</p><h1>")
                .append(HtmlTable.escaped(run.profile()))
                .append("</h1><p>")
                .append(HtmlTable.escaped(run.summary()))
                .append(", at ")
                .append(HtmlTable.escaped(run.url()))
                .append(", ")
                .append(HtmlTable.escaped(run.startedAt()))
                .append("</p>");
        for (String reason : report.reasons()) {
            html.append("<p><strong>").append(HtmlTable.escaped(reason)).append("</strong></p>");
        }
        for (String note : report.notes()) {
            html.append("<p>").append(HtmlTable.escaped(note)).append("</p>");
        }
        return html.append("</header>\n").toString();
    }

    private String thresholds() {
        HtmlTable table = new HtmlTable("Threshold", "Limit", "Measured", "Share of the limit", "");
        for (Threshold.Judgement judgement : report.thresholds()) {
            table.row(
                    judgement.name(),
                    judgement.comparison() + " " + withUnit(judgement.limit(), judgement.unit()),
                    withUnit(judgement.measured(), judgement.unit()),
                    withUnit(judgement.shareOfLimitPercent(), "%"),
                    judgement.met() ? "met" : "MISSED");
        }
        return "<h2>Thresholds</h2>" + table.html();
    }

    private String latencies() {
        HtmlTable table =
                new HtmlTable("Requests", "Count", "Errors", "p50", "p90", "p95", "p99", "Max, ms");
        report.latencies()
                .forEach((name, latency) ->
                        table.row(
                                name,
                                number(latency.count()),
                                number(latency.errors()),
                                number(latency.p50Millis()),
                                number(latency.p90Millis()),
                                number(latency.p95Millis()),
                                number(latency.p99Millis()),
                                number(latency.maxMillis())));
        StringBuilder html = new StringBuilder("<h2>Latency in milliseconds</h2>");
        html.append(
                        "<p>From the moment a request was due by the schedule to the end of its answer.")
                .append(" Exact percentiles; failed requests count.</p>")
                .append(table.html());
        if (!report.problems().isEmpty()) {
            HtmlTable problems = new HtmlTable("What went wrong", "Requests");
            report.problems().forEach((problem, count) -> problems.row(problem, number(count)));
            html.append(problems.html());
        }
        return html.toString();
    }

    private String server() {
        ServerFigures server = report.server();
        HtmlTable table = new HtmlTable("The service's own figures", "");
        table.row("Overall hit rate", withUnit(server.overallHitRatePercent(), "%"));
        table.row("… taken from", server.hitRateBasis());
        server.hitRatesPercent()
                .forEach((tier, rate) -> table.row("Hit rate, " + tier, withUnit(rate, "%")));
        server.responses()
                .forEach((result, n) -> table.row("Response cache, " + result, number(n)));
        table.row("Loads from the database or index", number(server.loads()));
        table.row(
                "Connections in use at most",
                number(server.poolMost()) + " of " + number(server.poolSize()));
        table.row("Waiters for a connection at most", number(server.poolWaitersMost()));
        table.row("Waits that timed out", number(server.poolTimeouts()));
        table.row("Garbage collections", number(server.gcPauses()));
        table.row("… paused for", withUnit(server.gcPauseSeconds(), "s"));
        table.row("… at most, of the last minutes", withUnit(server.gcLongestPauseSeconds(), "s"));
        table.row(
                "Processor, mean / most, of the machine",
                withUnit(server.cpuMeanPercent(), "%")
                        + " / "
                        + withUnit(server.cpuMostPercent(), "%"));
        table.row(
                "Resident memory, start / most / end",
                memory(server.rssStart(), server.rssPeak(), server.rssEnd()));
        table.row(
                "Heap in use, start / most / end",
                memory(server.heapStart(), server.heapPeak(), server.heapEnd()));
        return "<h2>Service</h2>" + table.html();
    }

    private String generator() {
        GeneratorHealth health = report.generator();
        HtmlTable table = new HtmlTable("The generator", "", "Limit");
        table.row(
                "Sessions begun of planned",
                "%d of %d".formatted(health.startedSessions(), health.plannedSessions()),
                "at least " + number(GeneratorHealth.LEAST_STARTED_PERCENT) + " %");
        table.row(
                "Sent more than " + number(GeneratorHealth.LATE_MILLIS) + " ms late",
                withUnit(health.latePercent(), "%"),
                "at most " + number(GeneratorHealth.MOST_LATE_PERCENT) + " %");
        table.row(
                "Sent late by, p50 / p99 / most",
                number(health.lateP50Millis())
                        + " / "
                        + number(health.lateP99Millis())
                        + " / "
                        + number(health.lateMaxMillis())
                        + " ms",
                "");
        table.row(
                "Its timer late by, p99 / most",
                number(health.tickP99Millis()) + " / " + number(health.tickMaxMillis()) + " ms",
                "");
        table.row(
                "In its own garbage collections",
                withUnit(health.gcPercent(), "%"),
                "at most " + number(GeneratorHealth.MOST_GC_PERCENT) + " %");
        table.row("Processor, of the machine", withUnit(health.cpuPercent(), "%"), "");
        return "<h2>Generator</h2><p>Beyond a limit the run is invalid.</p>" + table.html();
    }

    private String run() {
        Report.Run run = report.run();
        HtmlTable table = new HtmlTable("The run", "");
        table.row("Command", run.command());
        table.row(
                "Warm-up, not in the figures",
                "%s s, %s requests"
                        .formatted(number(run.warmUpSeconds()), number(report.warmUpRequests())));
        table.row("Measured", number(run.measuredSeconds()) + " s, factor " + run.factor());
        for (Report.Stage phase : run.phases()) {
            table.row(
                    "Phase " + phase.name(),
                    "%s to %s users in %s s"
                            .formatted(
                                    number(phase.fromUsers()),
                                    number(phase.toUsers()),
                                    number(phase.seconds())));
        }
        table.row(
                "Peak, offered / good answers",
                number(report.peakOfferedPerSecond())
                        + " / "
                        + number(report.peakGoodPerSecond())
                        + " per second");
        table.row(
                "Reads / writes / stale reads",
                number(report.reads())
                        + " / "
                        + number(report.writes())
                        + " / "
                        + number(report.staleReads()));
        for (Map.Entry<String, String> entry : run.traffic().entrySet()) {
            table.row("Traffic: " + entry.getKey(), entry.getValue());
        }
        table.row("Seed", Long.toString(run.seed()));
        Machine machine = report.machine();
        table.row(
                "Machine",
                "%s, %d cores, %s, %s"
                        .formatted(
                                machine.processor(),
                                machine.cores(),
                                memory((double) machine.memoryBytes()),
                                machine.system()));
        table.row("JDK of the generator", machine.jdk());
        String links = "<p><a href=\"" + Report.JSON + "\">" + Report.JSON + "</a>";
        if (!report.gatlingReport().isEmpty()) {
            links +=
                    ", <a href=\""
                            + HtmlTable.escaped(report.gatlingReport())
                            + "\">Gatling's own report</a>, which has the warm-up in it and counts from"
                            + " the moment a request was sent";
        }
        return "<h2>Run</h2>" + table.html() + links + ".</p>";
    }

    private static String memory(@Nullable Double... bytes) {
        StringBuilder text = new StringBuilder();
        for (Double value : bytes) {
            text.append(text.isEmpty() ? "" : " / ").append(number(mebibytes(value)));
        }
        return text.append(" MiB").toString();
    }

    static @Nullable Double mebibytes(@Nullable Double bytes) {
        return bytes == null ? null : Double.valueOf(bytes / MEBIBYTE);
    }

    private static String number(@Nullable Double value) {
        return Summary.number(value);
    }

    private static String number(long value) {
        return Summary.number((double) value);
    }

    private static String withUnit(@Nullable Double value, String unit) {
        return value == null || unit.isEmpty() ? number(value) : number(value) + " " + unit;
    }

    private static String resource(String name) {
        try (InputStream stream =
                Objects.requireNonNull(HtmlReport.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
