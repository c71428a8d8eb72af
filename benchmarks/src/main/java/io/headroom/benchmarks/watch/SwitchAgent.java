package io.headroom.benchmarks.watch;

/// Does nothing: a JVM puts the archive of its agent onto the class path, and that is all that is
/// asked for.
public final class SwitchAgent {

    private SwitchAgent() {}

    /// Called by the JVM.
    ///
    /// @param arguments none
    public static void premain(String arguments) {}
}
