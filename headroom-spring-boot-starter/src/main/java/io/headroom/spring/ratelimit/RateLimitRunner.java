package io.headroom.spring.ratelimit;

import static io.headroom.operations.finding.Observation.number;

import io.headroom.operations.finding.Action;
import io.headroom.operations.finding.Action.Limited;
import io.headroom.operations.finding.Action.RateLimit;
import io.headroom.operations.finding.ActionRunner;

/// Sets limits of rate, and takes them back. They end with the process, so that what is in force is
/// set again after a restart.
final class RateLimitRunner implements ActionRunner {

    /// A limit is for the one who is to blame, not a list of the many.
    private static final int MOST = 100;

    private final RateLimits limits;

    RateLimitRunner(RateLimits limits) {
        this.limits = limits;
    }

    @Override
    public boolean runs(Action action) {
        return action instanceof RateLimit;
    }

    @Override
    public RunOutcome check(Action action) {
        return action instanceof RateLimit limit
                ? checked(limit)
                : new RunOutcome.Refused("It is no limit of rate.");
    }

    private RunOutcome checked(RateLimit limit) {
        int is = limits.perSecond(limit.of(), limit.name());
        if (is != limit.from()) {
            return new RunOutcome.Refused(
                    "%s of %s now, not %s; look at the findings again."
                            .formatted(letIn(is), limit.name(), words(limit.from())));
        }
        if (is == 0 && limits.count(limit.of()) >= MOST) {
            return new RunOutcome.Refused(
                    "%d limits of a %s are in force; take one back first."
                            .formatted(MOST, limit.of().label()));
        }
        return new RunOutcome.Done(
                "%s of %s instead of %s, by this node.%s"
                        .formatted(
                                letIn(limit.to()),
                                limit.name(),
                                words(limit.from()),
                                above(limit)));
    }

    private static String above(RateLimit limit) {
        if (limit.to() == 0) {
            return "";
        }
        return switch (limit.of()) {
            case ROUTE -> " What is above is answered 429.";
            case CALLER ->
                    " What is above is answered 429, but for health, figures and operations.";
        };
    }

    private static String letIn(int perSecond) {
        return perSecond == 0
                ? "All requests are let in"
                : number(perSecond) + " requests a second are let in";
    }

    private static String words(int perSecond) {
        return perSecond == 0 ? "all" : number(perSecond);
    }

    @Override
    public RunOutcome apply(Action action, String operator) {
        RunOutcome checked = check(action);
        if (checked instanceof RunOutcome.Done && action instanceof RateLimit limit) {
            limits.set(limit.of(), limit.name(), limit.to());
        }
        return checked;
    }

    @Override
    public RunOutcome undo(Action action, String operator) {
        return action instanceof RateLimit(Limited of, String name, int from, int to)
                ? apply(new RateLimit(of, name, to, from), operator)
                : check(action);
    }

    @Override
    public boolean survivesRestart(Action action) {
        return false;
    }
}
