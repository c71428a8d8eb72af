package io.headroom.operations.profile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import jdk.jfr.Recording;
import one.convert.Arguments;
import one.convert.JfrToFlame;
import one.jfr.JfrReader;

/// A recording of the flight recorder in this process, beside any others.
final class FlameRecording implements AutoCloseable {

    private static final long MOST_RECORDED_BYTES = 64L << 20;
    private static final int MOST_PAGE_BYTES = 8 << 20;
    private static final double NARROWEST_PERCENT = 0.05;
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

    private final ProfileKind kind;
    private final Recording recording = new Recording();
    private final boolean ofProcessorTime =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");

    FlameRecording(ProfileKind kind) {
        this.kind = kind;
        recording.setName("headroom-profile");
        recording.setMaxSize(MOST_RECORDED_BYTES);
        switch (kind) {
            case CPU -> {
                if (ofProcessorTime) {
                    recording.enable("jdk.CPUTimeSample").with("throttle", "10ms");
                } else {
                    recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
                }
            }
            case ALLOC ->
                    recording
                            .enable("jdk.ObjectAllocationSample")
                            .withStackTrace()
                            .with("throttle", "1000/s");
            case LOCK -> {
                recording
                        .enable("jdk.JavaMonitorEnter")
                        .withStackTrace()
                        .withThreshold(SHORTEST_WAIT);
                recording.enable("jdk.ThreadPark").withStackTrace().withThreshold(SHORTEST_WAIT);
            }
        }
        recording.start();
    }

    /// Ends it and draws.
    ///
    /// @throws IOException when there is no room, or the page would be too large
    FlamePage draw(String title) throws IOException {
        recording.stop();
        Path file = Files.createTempFile("headroom-profile", ".jfr");
        try {
            recording.dump(file);
            Arguments arguments = new Arguments();
            arguments.title = title;
            arguments.minwidth = NARROWEST_PERCENT;
            arguments.total = kind != ProfileKind.CPU;
            arguments.cpu = kind == ProfileKind.CPU && !ofProcessorTime;
            arguments.cpuTime = kind == ProfileKind.CPU && ofProcessorTime;
            arguments.alloc = kind == ProfileKind.ALLOC;
            arguments.lock = kind == ProfileKind.LOCK;
            ByteArrayOutputStream page = new ByteArrayOutputStream();
            try (JfrReader reader = new JfrReader(file.toString())) {
                JfrToFlame flame = new JfrToFlame(reader, arguments);
                flame.convert();
                flame.dump(page);
            }
            if (page.size() > MOST_PAGE_BYTES) {
                throw new IOException(
                        "The flame graph takes %d bytes, more than %d: record for a shorter time."
                                .formatted(page.size(), MOST_PAGE_BYTES));
            }
            return new FlamePage(page.toString(StandardCharsets.UTF_8));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public void close() {
        recording.close();
    }
}
