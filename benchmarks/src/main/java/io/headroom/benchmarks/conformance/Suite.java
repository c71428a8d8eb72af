package io.headroom.benchmarks.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The unpacked suite, which Node.js runs.
///
/// @param folder with its `cli.mjs`
record Suite(Path folder) {

    /// Prints all groups of cases, those of `Surrogate-Control` included, as the suite's own client
    /// does.
    private static final String LIST =
            """
            import tests from './tests/index.mjs'
            import surrogate from './tests/surrogate-control.mjs'
            tests.push(surrogate)
            console.log(JSON.stringify(tests))
            """;

    /// Some cases on one subject.
    record Group(String name, List<Case> cases) {}

    /// One case.
    ///
    /// @param kind `required`, `optimal` or `check`
    /// @param dependsOn cases without which this one shows nothing
    record Case(String id, String name, String kind, List<String> dependsOn) {}

    boolean isThere() {
        return Files.exists(folder.resolve("cli.mjs"))
                && Files.exists(folder.resolve("node_modules").resolve("node-fetch"));
    }

    /// All cases for caches that are not a browser's.
    List<Group> groups() throws IOException, InterruptedException {
        List<Group> groups = new ArrayList<>();
        for (JsonNode group : node(List.of("--input-type=module", "-e", LIST), Map.of())) {
            List<Case> cases = new ArrayList<>();
            for (JsonNode test : group.path("tests")) {
                if (!test.path("browser_only").asBoolean(false)) {
                    List<String> dependsOn = new ArrayList<>();
                    test.path("depends_on").forEach(id -> dependsOn.add(id.asString()));
                    cases.add(
                            new Case(
                                    test.path("id").asString(),
                                    test.path("name").asString(),
                                    test.path("kind").asString("required"),
                                    dependsOn));
                }
            }
            groups.add(new Group(group.path("name").asString(), cases));
        }
        return groups;
    }

    /// Runs all cases, which takes about a minute.
    ///
    /// @param base the origin's URL, without a slash at its end
    /// @return by case, empty where it passed, else the kind of failure and what was wrong
    Map<String, List<String>> results(String base) throws IOException, InterruptedException {
        JsonNode json =
                node(
                        List.of("--no-warnings", "cli.mjs"),
                        Map.of("npm_package_config_base", base, "npm_package_config_id", ""));
        Map<String, List<String>> results = new HashMap<>();
        json.propertyStream()
                .forEach(result -> {
                    List<String> failure = new ArrayList<>();
                    result.getValue().forEach(text -> failure.add(text.asString()));
                    results.put(result.getKey(), failure);
                });
        return results;
    }

    private JsonNode node(List<String> arguments, Map<String, String> environment)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node"));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        Process process = builder.start();
        byte[] out = process.getInputStream().readAllBytes();
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("node " + arguments.getFirst() + " ended with " + status);
        }
        return new JsonMapper().readTree(out);
    }
}
