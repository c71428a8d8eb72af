package io.headroom.spring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What Linux says of memory under `/proc`. Elsewhere every figure is NaN.
final class SystemMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path MEMINFO = Path.of("/proc/meminfo");

    private SystemMemory() {}

    /// Memory of this process that lies in RAM.
    static double residentBytes() {
        return kilobytes(STATUS, "VmRSS:") * 1024;
    }

    /// Memory that could not be given to another process, in per cent of all: what is merely the
    /// page cache counts as free.
    static double usedPercent() {
        double total = kilobytes(MEMINFO, "MemTotal:");
        return 100 * (total - kilobytes(MEMINFO, "MemAvailable:")) / total;
    }

    private static double kilobytes(Path file, String field) {
        try {
            List<String> lines = Files.readAllLines(file);
            for (String line : lines) {
                if (line.startsWith(field)) {
                    return Double.parseDouble(
                            line.substring(field.length()).replace("kB", "").strip());
                }
            }
        } catch (IOException notLinux) {
            return Double.NaN;
        }
        return Double.NaN;
    }
}
