package io.headroom.operations.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import jdk.jfr.Recording;

/// Looks for the culprit between [#begin] and [#end]: which classes grew, and who holds what was
/// allocated meanwhile and lives still. For one thread.
final class LeakSearch {

    private static final long MOST_BYTES = 32L << 20;

    private final Recording recording;
    private final ClassHistogram before;
    private final String problem;

    private LeakSearch(Recording recording, ClassHistogram before, String problem) {
        this.recording = recording;
        this.before = before;
        this.problem = problem;
    }

    /// The recorder begins first: what it needs itself shall not count as growth.
    static LeakSearch begin() {
        Recording recording = new Recording();
        recording.setName("headroom-leak");
        recording.setMaxSize(MOST_BYTES);
        recording.enable("jdk.OldObjectSample").withStackTrace().with("cutoff", "infinity");
        recording.start();
        try {
            return new LeakSearch(recording, ClassHistogram.take(), "");
        } catch (JMException e) {
            return new LeakSearch(
                    recording, new ClassHistogram(Map.of()), "The classes cannot be counted: " + e);
        }
    }

    /// Ends the search; costs a walk over the heap.
    LeakReport end(InstantSource clock) {
        List<LeakReport.Growing> growing = List.of();
        List<LeakReport.Holder> holders = List.of();
        String trouble = problem;
        try (recording) {
            if (trouble.isEmpty()) {
                growing = ClassHistogram.take().since(before);
            }
            recording.stop();
            Path file = Files.createTempFile("headroom-leak", ".jfr");
            try {
                recording.dump(file);
                holders = OldObjects.read(file);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (JMException | IOException e) {
            trouble = e.toString();
        }
        return new LeakReport(clock.instant(), growing, holders, trouble);
    }

    void abandon() {
        recording.close();
    }
}
