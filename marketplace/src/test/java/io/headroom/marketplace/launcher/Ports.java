package io.headroom.marketplace.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// Ports that are bound long after they were chosen.
public final class Ports {

    /// Below those that the system gives to outgoing connections (32,768 and up on Linux), any of
    /// which may take a port that was free a moment ago.
    private static final int FIRST = 20_000;

    private static final int END = 30_000;

    private Ports() {}

    /// The first of so many free ones in a row.
    public static int free(int inARow) {
        while (true) {
            int first = ThreadLocalRandom.current().nextInt(FIRST, END);
            boolean free = true;
            for (int port = first; port < first + inARow; port++) {
                free &= isFree(port);
            }
            if (free) {
                return first;
            }
        }
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
