package io.headroom.marketplace.launcher;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The Java command of a node.
///
/// The heap of 320 MB holds the in-process caches, the search index of some 20,000 items and what
/// the watches remember, 130 MB of it; compact object headers and one copy of equal texts make that
/// smaller. In less, what writes drop from the caches fills the old generation every ten seconds,
/// and a collection of the whole heap takes a third of a second on two busy processors, in which
/// two hundred requests gather. For a heap of this size on few processors the parallel collector
/// takes a third of the time that G1 takes, which marks all the time when what is kept for minutes
/// fills half of the heap, and still collects all of it when many requests wait. The optimising
/// compiler waits four times longer than it would: on two processors it takes a sixth of both for
/// minutes, which requests then lack (`docs/performance.md`). What the compilers and others took
/// outside the heap and freed goes back to the system every ten seconds.
///
/// @param mainClass the class to run
/// @param classPath what to run it from: plain jars, as the AOT cache wants it
/// @param aotCache the file of the ahead-of-time cache (JEP 514), whether it is there or not; empty
///   to do without. A cache that does not fit to the class path or the JDK is ignored by the JVM
record NodeJvm(String mainClass, String classPath, String aotCache) {

    static final String MAIN_CLASS = "io.headroom.marketplace.Marketplace";

    private static final List<String> OPTIONS =
            List.of(
                    "-Xms64m",
                    "-Xmx320m",
                    "-XX:+UseParallelGC",
                    "-XX:+UseStringDeduplication",
                    "-XX:+UseCompactObjectHeaders",
                    "-XX:TrimNativeHeapInterval=10000",
                    "-XX:Tier4InvocationThreshold=20000",
                    "-XX:Tier4MinInvocationThreshold=2400",
                    "-XX:Tier4CompileThreshold=60000",
                    "-XX:Tier4BackEdgeThreshold=160000",
                    "-XX:+ExitOnOutOfMemoryError",
                    "--enable-native-access=ALL-UNNAMED",
                    "-Xlog:disable",
                    "-Xlog:all=error:stderr",
                    "-Dfile.encoding=UTF-8");

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /// Runs a node, with the ahead-of-time cache where there is one.
    List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.addAll(OPTIONS);
        if (hasAotCache()) {
            command.add("-XX:AOTCache=" + aotCache);
        }
        command.addAll(List.of("-cp", classPath, mainClass));
        return command;
    }

    /// Runs a node that, when it ends, writes the ahead-of-time cache to `file`.
    List<String> trainingCommand(Path file) {
        List<String> command = new ArrayList<>(List.of("nice", "-n", "19", java()));
        command.addAll(OPTIONS);
        command.add("-XX:AOTCacheOutput=" + file);
        command.addAll(List.of("-cp", classPath, mainClass));
        return command;
    }

    boolean hasAotCache() {
        return !aotCache.isEmpty() && Files.isReadable(Path.of(aotCache));
    }

    /// Whether a cache is wanted and there is none that fits: the JVM ignores one that is older
    /// than a jar of the class path.
    boolean needsTraining() {
        return !aotCache.isEmpty() && modified(aotCache) <= newestJar();
    }

    private long newestJar() {
        return Stream.of(classPath.split(File.pathSeparator, -1))
                .mapToLong(NodeJvm::modified)
                .max()
                .orElse(0);
    }

    /// 0 for a file that is not there.
    private static long modified(String file) {
        return new File(file).lastModified();
    }
}
