package io.headroom.load;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How a run went over time, as its clients and its service saw it.
record ReportCharts(Report report) {

    String html() {
        double seconds = report.run().measuredSeconds();
        return "<h2>Over time</h2><div class=\"charts\">"
                + new Chart(
                                "Requests",
                                "per second",
                                seconds,
                                List.of(
                                        load("offered", "faint", p -> p.offeredPerSecond()),
                                        load("good answers", "a", p -> p.goodPerSecond()),
                                        load("errors", "c", p -> p.errorsPerSecond())))
                        .svg()
                + new Chart(
                                "Latency",
                                "ms",
                                seconds,
                                List.of(
                                        load("p99", "b", p -> p.latency().p99Millis()),
                                        load("p90", "a", p -> p.latency().p90Millis()),
                                        load("p50", "faint", p -> p.latency().p50Millis())))
                        .svg()
                + new Chart(
                                "Service: memory",
                                "MiB",
                                seconds,
                                List.of(
                                        service(
                                                "resident",
                                                "a",
                                                p -> HtmlReport.mebibytes(p.rss())),
                                        service(
                                                "heap in use",
                                                "b",
                                                p -> HtmlReport.mebibytes(p.heap()))))
                        .svg()
                + new Chart(
                                "Service: processor",
                                "% of the machine",
                                seconds,
                                List.of(service("processor", "a", p -> p.cpuPercent())))
                        .svg()
                + new Chart(
                                "Service: connection pool",
                                "",
                                seconds,
                                List.of(
                                        service("in use", "a", p -> p.poolActive()),
                                        service("waiting", "c", p -> p.poolWaiters())))
                        .svg()
                + "</div>";
    }

    private Chart.Line load(
            String name, String style, Function<Timeline.Point, @Nullable Double> value) {
        double half = report.timeline().secondsPerPoint() / 2.0;
        return new Chart.Line(
                name,
                style,
                report.timeline().points().stream()
                        .map(p -> new Chart.Point(p.second() + half, value.apply(p)))
                        .toList());
    }

    private Chart.Line service(
            String name, String style, Function<ServerFigures.Point, @Nullable Double> value) {
        return new Chart.Line(
                name,
                style,
                report.server().points().stream()
                        .map(p -> new Chart.Point(p.second(), value.apply(p)))
                        .toList());
    }
}
