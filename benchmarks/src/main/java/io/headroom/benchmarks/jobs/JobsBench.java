package io.headroom.benchmarks.jobs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Runs all measurements on one durable PostgreSQL, each in a database of its own.
public final class JobsBench {

    private static final List<String> PARTS = List.of("rates", "snapshot", "latency", "order");
    private static final String USAGE =
            """
            Usage: ./headroom bench jobs [rates|snapshot|latency|order|all [SHARE [TITLE]]]

              rates     jobs a second on one node and two, with and without an insert, beside db-scheduler, JobRunr and Quartz
              snapshot  ours with an old snapshot held open
              latency   from commit to start with an idle queue
              order     an order alone against one with a job
            SHARE, above 0 to 1, takes so much of the jobs, rounds and seconds, to see whether it runs; 1 by default.
            TITLE measures the rates of those alone whose title begins so, as Quartz.
            """;

    private JobsBench() {}

    /// Prints the tables.
    ///
    /// @param arguments which of them, all by default; how much of each
    public static void main(String[] arguments) throws Exception {
        String part = arguments.length == 0 ? "all" : arguments[0];
        double share = arguments.length < 2 ? 1 : share(arguments[1]);
        if (arguments.length > 3 || !(share > 0 && share <= 1) || !isPart(part)) {
            System.err.print(USAGE);
            System.exit(2);
        }
        String title = arguments.length < 3 ? "" : arguments[2];
        Path log = Files.createTempFile("jobs-bench", ".log");
        try (BenchServer server = new BenchServer()) {
            for (String one : part.equals("all") ? PARTS : List.of(part)) {
                switch (one) {
                    case "rates" -> new RatesBench(server, share, log).rates(title);
                    case "snapshot" -> new RatesBench(server, share, log).snapshot();
                    case "latency" -> new LatencyBench(server, share).run();
                    default -> new OrderBench(server, share).run();
                }
            }
        }
        System.exit(0);
    }

    private static boolean isPart(String part) {
        return part.equals("all") || PARTS.contains(part);
    }

    private static double share(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
