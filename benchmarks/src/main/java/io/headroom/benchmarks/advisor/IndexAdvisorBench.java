package io.headroom.benchmarks.advisor;

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
import java.util.Set;
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
        double scale = 1;
        Set<String> parts = Set.of("fidelity", "quality", "times");
        int candidates = 51;
        int rounds = 3;
        int limit = 60;
        Path out = Path.of("benchmarks", "target", "index-advisor.md");
        String data = "";
        for (int i = 0; i < arguments.length; i += 2) {
            String value = i + 1 < arguments.length ? arguments[i + 1] : "";
            switch (value.isEmpty() ? "" : arguments[i]) {
                case "--scale" -> scale = Double.parseDouble(value);
                case "--parts" -> parts = Set.of(value.split(",", -1));
                case "--candidates" -> candidates = Integer.parseInt(value);
                case "--rounds" -> rounds = Integer.parseInt(value);
                case "--limit" -> limit = Integer.parseInt(value);
                case "--data" -> data = value;
                case "--out" -> out = Path.of(value);
                default -> {
                    System.err.print(USAGE);
                    System.exit(2);
                }
            }
        }
        Path folder = out.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        LongSupplier nanoTime = System::nanoTime;
        PostgresOptions options =
                (data.isEmpty()
                                ? PostgresOptions.temporary()
                                : PostgresOptions.durable(Path.of(data)))
                        .withSetting("shared_buffers", "1GB")
                        .withSetting("maintenance_work_mem", "256MB")
                        .withSetting("max_wal_size", "4GB");
        try (EmbeddedPostgres service = EmbeddedPostgres.start(options);
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
