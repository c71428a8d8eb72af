package io.headroom.benchmarks.conformance;

import io.headroom.benchmarks.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// `./headroom bench http-conformance`: the suite of cache-tests.fyi against the response cache.
public final class HttpConformance {

    private static final String USAGE =
            """
            Usage: ./headroom bench http-conformance [--suite DIR] [--inline true|false] [--out FILE]

              --suite   the unpacked suite; default benchmarks/target/package
              --inline  whether hits are answered on Tomcat's poller; default true
              --out     where the report goes; default benchmarks/target/http-conformance.md

            It needs Node.js, and the suite, which is not part of Headroom (BSD licence):
              mkdir -p benchmarks/target && cd benchmarks/target
              npm pack http-cache-tests@0.4.5 && tar xzf http-cache-tests-0.4.5.tgz && cd package
              npm pkg delete dependencies.npm && npm install --omit=dev --ignore-scripts
            """;

    /// As long as `Cache-Control` can say: the answers of the suite decide, not the route.
    private static final String LONGEST = "24855d";

    private HttpConformance() {}

    /// Runs the suite; ends with 1 when a required case fails that is not exempt, and with 2 when
    /// the suite is not there.
    ///
    /// @param arguments see `--help`
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options =
                Options.of(
                        USAGE,
                        Map.of(
                                "--suite", "benchmarks/target/package",
                                "--inline", "true",
                                "--out", "benchmarks/target/http-conformance.md"),
                        arguments);
        Path folder = options.path("--suite");
        Path out = options.path("--out");
        boolean inline = Boolean.parseBoolean(options.text("--inline"));
        Suite suite = new Suite(folder);
        if (!suite.isThere()) {
            throw options.refusal(
                    "The suite is not in " + folder + ", or its node_modules are missing.");
        }
        Report report = new Report(suite.groups(), results(suite, inline), Exemptions.read());
        Files.writeString(out, report.markdown());
        System.out.println(report.markdown());
        System.exit(report.isConformant() ? 0 : 1);
    }

    private static Map<String, List<String>> results(Suite suite, boolean inline)
            throws IOException, InterruptedException {
        try (ConfigurableApplicationContext origin =
                SpringApplication.run(
                        SuiteOrigin.class,
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--logging.level.root=off",
                        "--logging.level.io.headroom=off",
                        "--spring.main.log-startup-info=false",
                        "--spring.main.banner-mode=off",
                        "--spring.threads.virtual.enabled=true",
                        "--headroom.http.response-cache.inline=" + inline,
                        "--headroom.http.response-cache.routes[0].path=/test/**",
                        "--headroom.http.response-cache.routes[0].ttl=" + LONGEST,
                        "--headroom.http.response-cache.routes[0].negative-ttl=" + LONGEST,
                        "--headroom.http.response-cache.routes[0].stale-while-revalidate="
                                + LONGEST)) {
            String port = origin.getEnvironment().getProperty("local.server.port");
            return suite.results("http://127.0.0.1:" + port);
        }
    }
}
