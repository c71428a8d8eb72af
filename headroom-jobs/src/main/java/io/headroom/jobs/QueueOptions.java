package io.headroom.jobs;

import java.time.Duration;

/// A queue and its limits. Every node declares all queues, those it only enqueues to as well; a
/// queue that is not declared is refused.
///
/// ```java
/// QueueOptions.named("email").concurrency(8).ratePerSecond(50).build()
/// ```
///
/// @param name 1 to 64 of `a-z 0-9 . _ -`
/// @param concurrency how many of its jobs a node runs at once, 1 to 10,000; default 16
/// @param clusterConcurrency how many all nodes together run at once; 0, the default, for no limit.
///   Divided among the nodes with their heartbeats: never exceeded, and free again within two beats
///   of a node's end
/// @param ratePerSecond how many all nodes together begin in a second; 0, the default, for no limit
/// @param mode how done jobs are written down; default [Mode#GROUP]
/// @param jobsPerTransaction in mode `IN_TX`, how many jobs that wait may run one after the other
///   in one transaction, 1 to 50; default 1. See [Mode#IN_TX]
/// @param asyncCommit in the modes `GROUP` and `SYNC`, whether handlers get a connection
///   ([JobContext#connection]) whose commits return before they are on the disk; default no. What
///   is acknowledged is on the disk all the same: the acknowledgement comes later in the server's
///   log, and waits for it. Only others who read an effect before the acknowledgement, which is
///   some milliseconds, may have acted on what a crash of the server takes back; the job then runs
///   again
/// @param timeout how long a job may run before it is interrupted; default 15 min
/// @param retry what follows a failure
/// @param fair whether tenants take turns; default no. A job without a tenant belongs to one more
///   of them
/// @param aging what one point of priority is worth; default 1 min
/// @param history which finished jobs stay visible for [JobsOptions#keep]; default those with a
///   result
public record QueueOptions(
        String name,
        int concurrency,
        int clusterConcurrency,
        double ratePerSecond,
        Mode mode,
        int jobsPerTransaction,
        boolean asyncCommit,
        Duration timeout,
        RetryPolicy retry,
        boolean fair,
        Duration aging,
        History history) {

    /// PostgreSQL keeps 64 subtransactions of a session at hand; with more, everybody's snapshots
    /// get slow.
    private static final int MOST_PER_TRANSACTION = 50;

    public QueueOptions {
        JobType.named("name", name);
        if (concurrency < 1 || concurrency > 10_000) {
            throw new IllegalArgumentException(
                    "concurrency must be 1 to 10000, but is " + concurrency);
        }
        if (clusterConcurrency < 0 || clusterConcurrency > 1_000_000) {
            throw new IllegalArgumentException(
                    "clusterConcurrency must be 0 to 1000000, but is " + clusterConcurrency);
        }
        if (!(ratePerSecond >= 0 && ratePerSecond <= 1_000_000)) {
            throw new IllegalArgumentException(
                    "ratePerSecond must be 0 to 1000000, but is " + ratePerSecond);
        }
        if (jobsPerTransaction < 1 || jobsPerTransaction > MOST_PER_TRANSACTION) {
            throw new IllegalArgumentException(
                    "jobsPerTransaction must be 1 to %d, but is %d"
                            .formatted(MOST_PER_TRANSACTION, jobsPerTransaction));
        }
        if (jobsPerTransaction > 1 && mode != Mode.IN_TX) {
            throw new IllegalArgumentException(
                    "jobsPerTransaction must be 1 in mode %s, but is %d"
                            .formatted(mode, jobsPerTransaction));
        }
        if (asyncCommit && mode == Mode.IN_TX) {
            throw new IllegalArgumentException(
                    "asyncCommit must be false in mode IN_TX, whose commit acknowledges the job");
        }
        if (!timeout.isPositive() || timeout.toDays() > 7) {
            throw new IllegalArgumentException(
                    "timeout must be more than 0 and at most 7 days, but is " + timeout);
        }
        if (aging.isNegative() || aging.toDays() > 1) {
            throw new IllegalArgumentException("aging must be 0 to 1 day, but is " + aging);
        }
    }

    /// Everything by default.
    public static QueueOptions of(String name) {
        return named(name).build();
    }

    /// Everything by default but for what is said otherwise.
    public static Builder named(String name) {
        return new Builder(name);
    }

    /// Collects what is not as by default; see [QueueOptions] for each. Used by one thread.
    public static final class Builder {

        private final String name;
        private int concurrency = 16;
        private int clusterConcurrency;
        private double ratePerSecond;
        private Mode mode = Mode.GROUP;
        private int jobsPerTransaction = 1;
        private boolean asyncCommit;
        private Duration timeout = Duration.ofMinutes(15);
        private RetryPolicy retry = RetryPolicy.DEFAULT;
        private boolean fair;
        private Duration aging = Duration.ofMinutes(1);
        private History history = History.RESULTS;

        private Builder(String name) {
            this.name = name;
        }

        public Builder concurrency(int jobs) {
            concurrency = jobs;
            return this;
        }

        public Builder clusterConcurrency(int jobs) {
            clusterConcurrency = jobs;
            return this;
        }

        public Builder ratePerSecond(double jobs) {
            ratePerSecond = jobs;
            return this;
        }

        public Builder mode(Mode how) {
            mode = how;
            return this;
        }

        public Builder jobsPerTransaction(int jobs) {
            jobsPerTransaction = jobs;
            return this;
        }

        public Builder asyncCommit(boolean whether) {
            asyncCommit = whether;
            return this;
        }

        public Builder timeout(Duration atMost) {
            timeout = atMost;
            return this;
        }

        public Builder retry(RetryPolicy policy) {
            retry = policy;
            return this;
        }

        public Builder fair(boolean whether) {
            fair = whether;
            return this;
        }

        public Builder aging(Duration ofAPoint) {
            aging = ofAPoint;
            return this;
        }

        public Builder history(History which) {
            history = which;
            return this;
        }

        /// The queue.
        ///
        /// @throws IllegalArgumentException naming what is out of its range
        public QueueOptions build() {
            return new QueueOptions(
                    name,
                    concurrency,
                    clusterConcurrency,
                    ratePerSecond,
                    mode,
                    jobsPerTransaction,
                    asyncCommit,
                    timeout,
                    retry,
                    fair,
                    aging,
                    history);
        }
    }
}
