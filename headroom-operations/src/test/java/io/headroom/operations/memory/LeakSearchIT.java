package io.headroom.operations.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Processes of their own with small heaps.
class LeakSearchIT {

    private static String run(String collector, String heap, String... arguments)
            throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx" + heap,
                                "-XX:+" + collector,
                                "-cp",
                                System.getProperty("java.class.path"),
                                LeakingService.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @CsvSource({"UseParallelGC,96m", "UseG1GC,96m", "UseSerialGC,96m", "UseZGC,192m"})
    void aLeakIsNamedWithClassFieldAndAllocationSite(String collector, String heap)
            throws IOException {
        String told = run(collector, heap, "leak", "60");
        assertThat(told).contains("found true", "problem <>");
        assertThat(told)
                .containsPattern("growing .*LeakingService\\$Session")
                .containsPattern(
                        "(?m)^(growing .*\\n)+holder .*field=io.headroom.operations.memory.LeakingService.OPEN, isStatic=true")
                .containsPattern("holder .*allocatedAt=.*LeakingService")
                .containsPattern("hoursToLimit=0\\.");
    }

    @Test
    void aCacheThatFillsUpAndStaysRaisesNothing() throws IOException {
        String told = run("UseParallelGC", "96m", "cache", "30");
        assertThat(told).contains("found false", "suspected=false").doesNotContain("holder");
    }
}
