package io.headroom.marketplace.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The process that runs [Loading], on the launcher's own terminal.
final class LoadingProcess implements AutoCloseable {

    private final Process process;

    private LoadingProcess(Process process) {
        this.process = process;
    }

    static LoadingProcess start(
            String classPath, String source, Path dataDirectory, Map<String, String> servers) {
        ProcessBuilder builder =
                new ProcessBuilder(
                                List.of(
                                        NodeJvm.java(),
                                        "-Xmx1g",
                                        "-XX:+UseParallelGC",
                                        "-XX:+UseCompactObjectHeaders",
                                        "--enable-native-access=ALL-UNNAMED",
                                        "-Dlogback.configurationFile=io/headroom/marketplace/launcher/logback-loading.xml",
                                        "-cp",
                                        classPath,
                                        Loading.class.getName(),
                                        source,
                                        dataDirectory.toString()))
                        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                        .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(servers);
        builder.environment().put(ParentPipe.VARIABLE, "stdin");
        try {
            return new LoadingProcess(builder.start());
        } catch (IOException e) {
            throw LaunchException.failed("The catalogue's loading does not start: " + e);
        }
    }

    /// @throws LaunchException when the catalogue could not be loaded; the process said why
    void await() {
        try {
            if (process.waitFor() != 0) {
                throw LaunchException.failed("The shop does not start without its catalogue.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LaunchException.failed("The loading of the catalogue was interrupted.");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
