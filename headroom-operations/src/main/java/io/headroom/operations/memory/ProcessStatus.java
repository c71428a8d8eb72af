package io.headroom.operations.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// `/proc/self/status` of Linux.
final class ProcessStatus {

    private final Path file;

    ProcessStatus(Path file) {
        this.file = file;
    }

    static ProcessStatus ofThis() {
        return new ProcessStatus(Path.of("/proc/self/status"));
    }

    /// Resident bytes; -1 where the system does not tell.
    long residentBytes() {
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
                }
            }
        } catch (IOException | NumberFormatException elsewhere) {
            return -1;
        }
        return -1;
    }
}
