package io.headroom.load;

/// A session on its way: when its requests are due, and what became of them.
///
/// It is the mutable state of one of Gatling's sessions, which all run on one event loop each, and
/// so is used by one thread at a time.
final class Visit {

    private final Script script;
    private final RunClock clock;
    private final Recorder recorder;
    private final long firstDue;
    private Call call;
    private int number;
    private long slot;
    private long due;
    private long sendable;
    private long waitMillis;
    private long lastEnd = Long.MIN_VALUE;
    private int status;
    private String entityTag = "";
    private String cursor = "";
    private int version;

    Visit(Script script, long firstDue, RunClock clock, Recorder recorder) {
        this.script = script;
        this.firstDue = firstDue;
        this.clock = clock;
        this.recorder = recorder;
        this.call = Call.read(RequestGroup.ITEM, "/");
        recorder.sessionBegan(firstDue, script.length(), script.stepNanos());
    }

    int length() {
        return script.length();
    }

    Call call() {
        return call;
    }

    /// Chooses the next request.
    ///
    /// Timers count whole milliseconds, so it becomes due at the one nearest to its time by the
    /// schedule.
    void plan() {
        call = script.next();
        status = 0;
        entityTag = "";
        cursor = "";
        version = 0;
        long now = clock.now();
        boolean follows = number > 0 && script.stepNanos() == 0;
        slot = firstDue + number * script.stepNanos();
        long planned = follows ? lastEnd : slot;
        number++;
        waitMillis = Math.max(0, Math.round((planned - now) / 1e6));
        due = waitMillis == 0 ? Math.min(planned, now) : now + waitMillis * 1_000_000;
        sendable = Math.max(due, lastEnd);
    }

    /// Milliseconds from [#plan] until the request is due, at least 0.
    long waitMillis() {
        return waitMillis;
    }

    /// The request goes out now.
    void send() {
        recorder.sent(slot, sendable, clock.now());
    }

    void status(int code) {
        status = code;
    }

    void entityTag(String tag) {
        entityTag = tag;
    }

    void cursor(String next) {
        cursor = next;
    }

    void version(int told) {
        version = told;
    }

    /// The answer is there, or will not come.
    void end(boolean good) {
        lastEnd = clock.now();
        boolean stale = script.answered(call, new Answer(good, status, entityTag, cursor, version));
        if (stale) {
            recorder.stale();
        }
        recorder.answered(call.group(), slot, lastEnd - due, good ? "" : problem());
    }

    private String problem() {
        if (status == 0) {
            return "no answer";
        }
        return "status " + status;
    }
}
