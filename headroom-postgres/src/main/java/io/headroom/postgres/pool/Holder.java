package io.headroom.postgres.pool;

import io.headroom.postgres.jdbc.Borrow;
import java.util.List;

/// Who holds a connection.
///
/// @param connection counts the borrows of the pool
/// @param backendPid the process of the server; 0 when it is not known
/// @param endpoint the route of the request it was borrowed for; empty outside requests
/// @param thread the name of the thread that borrowed it; virtual threads often have none
/// @param threadEnded whether that thread is no more
/// @param heldSeconds since it was borrowed
/// @param waitedMillis how long the thread waited for it
/// @param running whether a statement runs
/// @param statement what runs, or ran last; empty when nothing did
/// @param unusedSeconds since a statement ran, or since it was borrowed; 0 while one runs
/// @param place the frames that led to the borrow, the innermost first; empty when not kept
public record Holder(
        long connection,
        int backendPid,
        String endpoint,
        String thread,
        boolean threadEnded,
        double heldSeconds,
        double waitedMillis,
        boolean running,
        String statement,
        double unusedSeconds,
        List<String> place) {

    private static final int MOST_TEXT = 1_024;

    public Holder {
        place = List.copyOf(place);
    }

    static Holder of(Borrow borrow, long nowNanos) {
        Borrow.Activity last = borrow.activity();
        long used = last.sql().isEmpty() ? borrow.sinceNanos() : last.lastNanos();
        Thread thread = borrow.thread();
        return new Holder(
                borrow.id(),
                borrow.backendPid(),
                borrow.endpoint(),
                thread.getName().isEmpty() ? "virtual-" + thread.threadId() : thread.getName(),
                !thread.isAlive(),
                seconds(nowNanos - borrow.sinceNanos()),
                Math.round(borrow.waitedNanos() / 1e3) / 1e3,
                last.running(),
                last.sql().length() > MOST_TEXT ? last.sql().substring(0, MOST_TEXT) : last.sql(),
                last.running() ? 0 : seconds(nowNanos - used),
                borrow.place().stream().map(StackTraceElement::toString).toList());
    }

    private static double seconds(long nanos) {
        return Math.round(Math.max(0, nanos) / 1e6) / 1e3;
    }
}
