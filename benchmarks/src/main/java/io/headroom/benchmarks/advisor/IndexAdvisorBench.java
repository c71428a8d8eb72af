package io.headroom.benchmarks.advisor;

import io.headroom.benchmarks.Options;
import io.headroom.embedded.EmbeddedPostgres;
import io.headroom.embedded.PostgresOptions;
import io.headroom.postgres.advisor.Budget;
import io.headroom.postgres.advisor.SandboxServer;
import io.headroom.postgres.advisor.WhatIf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/// `./headroom bench index-advisor`: the index advisor on TPC-H.
public final class IndexAdvisorBench {

    private static final String USAGE =
            """
            Usage: ./headroom bench index-advisor [--scale S] [--parts LIST] [--candidates N] [--rounds N] [--limit SECONDS] [--data DIR] [--out FILE]

              --scale       of TPC-H; default 1, which takes 1.3 GB of disk
              --parts       of fidelity,quality,times; default all
              --candidates  how many indexes fidelity builds; default 51
              --rounds      of each query's run; default 3
              --limit       seconds after which a query is given up; default 60
              --data        keeps the filled database there, and takes it from there next time
              --out         where the tables go; default benchmarks/target/index-advisor.md
            """;

    private IndexAdvisorBench() {}

    /// Measures.
    ///
    /// @param arguments see `--help`
    public static void main(String[] arguments) throws Exception {
        Options options =
                Options.of(
                        USAGE,
                        Map.of(
                                "--scale", "1",
                                "--parts", "fidelity,quality,times",
                                "--candidates", "51",
                                "--rounds", "3",
                                "--limit", "60",
                                "--data", "",
                                "--out", "benchmarks/target/index-advisor.md"),
                        arguments);
        double scale = Double.parseDouble(options.text("--scale"));
        List<String> parts = options.list("--parts");
        int candidates = options.number("--candidates", 1);
        int rounds = options.number("--rounds", 1);
        int limit = options.number("--limit", 1);
        String data = options.text("--data");
        Path out = options.path("--out");
        Path folder = out.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        LongSupplier nanoTime = System::nanoTime;
        PostgresOptions server =
                (data.isEmpty()
                                ? PostgresOptions.temporary()
                                : PostgresOptions.durable(Path.of(data)))
                        .withSetting("shared_buffers", "1GB")
                        .withSetting("maintenance_work_mem", "256MB")
                        .withSetting("max_wal_size", "4GB");
        try (EmbeddedPostgres service = EmbeddedPostgres.start(server);
                EmbeddedPostgres planner = EmbeddedPostgres.start(PostgresOptions.temporary());
                Connection connection = service.dataSource().getConnection()) {
            TpchData.makeUnlessThere(connection, scale);
            Database database = new Database(service.dataSource(), connection, nanoTime);
            SandboxServer sandbox = sandbox(planner);
            List<TpchQuery> queries = TpchQuery.all();
            StringBuilder text =
                    new StringBuilder(
                            String.format(
                                    Locale.ROOT, "TPC-H at scale %s, PostgreSQL 18.%n%n", scale));
            if (parts.contains("fidelity")) {
                text.append(
                        new Fidelity(database, queries, nanoTime)
                                .report(WhatIf.inSandbox(sandbox), candidates));
                Files.writeString(out, text);
            }
            if (parts.contains("quality")) {
                text.append(new Quality(database, sandbox, queries, scale, nanoTime).report());
                Files.writeString(out, text);
            }
            if (parts.contains("times")) {
                text.append(
                        new RunTimes(database, sandbox, queries, rounds, limit, nanoTime)
                                .report(Budget.standard()));
                Files.writeString(out, text);
            }
            System.out.println(text);
        }
    }

    private static SandboxServer sandbox(EmbeddedPostgres planner) {
        return new SandboxServer() {
            @Override
            public DataSource dataSource(String database) {
                return planner.dataSource(database);
            }

            @Override
            public Path dataDirectory() {
                return planner.dataDirectory().resolve("cluster");
            }
        };
    }
}
