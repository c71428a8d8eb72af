package io.headroom.load;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// Everything a simulation needs, put where Gatling's instance of it can find it.
final class LoadRun {

    /// After its schedule a run waits that long for answers, then ends.
    static final Duration PATIENCE = Duration.ofSeconds(20);

    /// A request without an answer for that long has failed.
    static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    /// Gatling makes simulations itself, by the name of their class; so they take their run from
    /// here.
    private static final AtomicReference<LoadRun> CURRENT = new AtomicReference<>();

    private final Profile profile;
    private final String url;
    private final String operatorToken;
    private final Traffic traffic;
    private final RunClock clock;
    private final Recorder recorder;
    private final Arrivals shoppers;
    private final Arrivals writers;
    private final AtomicLong nextShopper = new AtomicLong();
    private final AtomicLong nextWriter = new AtomicLong();

    /// @param operatorToken empty for a profile that does not write
    LoadRun(
            Profile profile,
            String url,
            String operatorToken,
            Traffic traffic,
            RunClock clock,
            Recorder recorder,
            long seed) {
        this.profile = profile;
        this.url = url;
        this.operatorToken = operatorToken;
        this.traffic = traffic;
        this.clock = clock;
        this.recorder = recorder;
        this.shoppers = Arrivals.ofUsers(profile.phases(), seed);
        this.writers = Arrivals.steady(profile.phases(), profile.writesPerSecond(), seed + 1);
    }

    static LoadRun current() {
        LoadRun run = CURRENT.get();
        if (run == null) {
            throw new IllegalStateException("no run was prepared; start it with ./headroom load");
        }
        return run;
    }

    void makeCurrent() {
        CURRENT.set(this);
    }

    Profile profile() {
        return profile;
    }

    String url() {
        return url;
    }

    String operatorToken() {
        return operatorToken;
    }

    boolean writes() {
        return profile.writesPerSecond() > 0;
    }

    /// The next shopper's visit, or one without requests once all have come.
    Visit nextShopper() {
        long number = nextShopper.getAndIncrement();
        return visit(number, shoppers, traffic.shopper(number));
    }

    Visit nextWriter() {
        long number = nextWriter.getAndIncrement();
        return visit(number, writers, traffic.writer(number));
    }

    private Visit visit(long number, Arrivals arrivals, Script script) {
        long zero = clock.zero();
        if (number >= arrivals.count()) {
            return new Visit(new Nothing(), zero, clock, recorder);
        }
        return new Visit(script, zero + arrivals.due(number).toNanos(), clock, recorder);
    }

    /// How many sessions the schedule has in the measured time, writers' included.
    long plannedSessions() {
        return inMeasuredTime(shoppers) + (writes() ? inMeasuredTime(writers) : 0);
    }

    private long inMeasuredTime(Arrivals arrivals) {
        Duration from = profile.warmUp();
        long planned = 0;
        for (long i = arrivals.count() - 1; i >= 0; i--) {
            if (arrivals.due(i).compareTo(from) < 0) {
                break;
            }
            planned++;
        }
        return planned;
    }

    /// When it ends at the latest, counted from its start.
    Duration longest() {
        return RunClock.LEAD.plus(profile.total()).plus(PATIENCE);
    }

    /// What comes when Gatling, which rounds differently, starts a session more than planned.
    private record Nothing() implements Script {

        @Override
        public int length() {
            return 0;
        }

        @Override
        public long stepNanos() {
            return 0;
        }

        @Override
        public Call next() {
            throw new IllegalStateException("this session has no requests");
        }

        @Override
        public boolean answered(Call call, Answer answer) {
            return false;
        }
    }
}
