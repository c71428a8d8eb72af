package io.headroom.marketplace.loading;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/// Tells the terminal how far a load is: share done, rate and time left.
///
/// On an interactive terminal one line is rewritten four times a second; elsewhere a line is
/// printed every five seconds. Owned by one thread.
final class Progress {

    private static final long INTERACTIVE_NANOS = 250_000_000L;
    private static final long LOGGED_NANOS = 5_000_000_000L;
    private static final int LINE_WIDTH = 78;

    private final PrintStream terminal;
    private final boolean interactive;
    private final LongSupplier nanos;
    private String phase = "";
    private long startedNanos;
    private long printedNanos;

    Progress(PrintStream terminal, boolean interactive, LongSupplier nanos) {
        this.terminal = terminal;
        this.interactive = interactive;
        this.nanos = nanos;
    }

    void begin(String name) {
        phase = name;
        startedNanos = nanos.getAsLong();
        printedNanos = startedNanos;
        if (interactive) {
            rewrite(name + " …");
        }
    }

    /// @param done of `total`, in any unit
    /// @param rows the rows so far, for the rate
    void at(long done, long total, long rows) {
        long now = nanos.getAsLong();
        if (now - printedNanos < (interactive ? INTERACTIVE_NANOS : LOGGED_NANOS)) {
            return;
        }
        printedNanos = now;
        double seconds = (now - startedNanos) / 1e9;
        double share = total <= 0 ? 0 : Math.min(1, (double) done / total);
        long secondsLeft = share <= 0 ? 0 : Math.round(seconds * (1 - share) / share);
        String line =
                String.format(
                        Locale.ROOT,
                        "%s  %3.0f %%  %,d rows  %,.0f/s  %d s left",
                        phase,
                        share * 100,
                        rows,
                        rows / seconds,
                        secondsLeft);
        if (interactive) {
            rewrite(line);
        } else {
            terminal.println(line);
        }
    }

    void end(long rows) {
        double seconds = Math.max(1e-3, (nanos.getAsLong() - startedNanos) / 1e9);
        String line =
                rows == 0
                        ? String.format(Locale.ROOT, "%s: %.1f s", phase, seconds)
                        : String.format(
                                Locale.ROOT,
                                "%s: %,d rows in %.1f s, %,.0f/s",
                                phase,
                                rows,
                                seconds,
                                rows / seconds);
        if (interactive) {
            rewrite(line);
            terminal.println();
        } else {
            terminal.println(line);
        }
    }

    private void rewrite(String line) {
        terminal.print("\r" + line + " ".repeat(Math.max(0, LINE_WIDTH - line.length())));
        terminal.flush();
    }
}
