package io.headroom.marketplace.launcher;

import java.io.IOException;
import java.io.InputStream;

/// Tells a node that the launcher which started it is gone. The launcher holds the other end of the
/// node's standard input and never writes to it: it ends when the launcher does, `kill -9`
/// included.
public final class ParentPipe {

    /// The environment variable that asks for [#exitWithParent]; its only value is `stdin`.
    public static final String VARIABLE = "HEADROOM_PARENT_PIPE";

    private ParentPipe() {}

    /// Calls back once, on a thread of its own, when the parent is gone.
    public static void watch(Runnable onParentGone) {
        watch(System.in, onParentGone);
    }

    static void watch(InputStream pipe, Runnable onParentGone) {
        Thread.ofPlatform()
                .name("parent-pipe")
                .daemon()
                .start(() -> {
                    awaitEnd(pipe);
                    onParentGone.run();
                });
    }

    /// Ends this Java process in an orderly way, shutdown hooks included, when the parent is gone,
    /// if the environment asks for it.
    public static void exitWithParent() {
        if ("stdin".equals(System.getenv(VARIABLE))) {
            watch(() -> System.exit(0));
        }
    }

    private static void awaitEnd(InputStream pipe) {
        try {
            pipe.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            // A pipe that cannot be read any more has ended too.
            return;
        }
    }
}
