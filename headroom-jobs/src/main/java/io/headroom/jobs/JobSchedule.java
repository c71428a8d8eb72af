package io.headroom.jobs;

import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Function;

/// Jobs that are enqueued by the clock: each due time once in the cluster, whichever node comes
/// first. When all nodes were down over one or more due times, one job makes up for all of them.
///
/// @param name 1 to 64 of `a-z 0-9 . _ -`, the same on all nodes
/// @param cron when
/// @param zone whose clocks
/// @param job makes the job for a due time
/// @param <P> the payload
public record JobSchedule<P extends Record>(
        String name, Cron cron, ZoneId zone, Function<Instant, NewJob<P>> job) {

    public JobSchedule {
        JobType.named("name", name);
    }
}
