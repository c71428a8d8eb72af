package io.headroom.jobs;

import java.time.Duration;

/// A queue and its limits. Every node declares all queues, those it only enqueues to as well; a
/// queue that is not declared is refused.
///
/// @param name 1 to 64 of `a-z 0-9 . _ -`
/// @param concurrency how many of its jobs a node runs at once, 1 to 10,000; default 16
/// @param clusterConcurrency how many all nodes together run at once; 0, the default, for no limit.
///   Divided among the nodes with their heartbeats: never exceeded, and free again within two beats
///   of a node's end
/// @param ratePerSecond how many all nodes together begin in a second; 0, the default, for no limit
/// @param mode how done jobs are written down; default [Mode#GROUP]
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
        Duration timeout,
        RetryPolicy retry,
        boolean fair,
        Duration aging,
        History history) {

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
        return new QueueOptions(
                name,
                16,
                0,
                0,
                Mode.GROUP,
                Duration.ofMinutes(15),
                RetryPolicy.DEFAULT,
                false,
                Duration.ofMinutes(1),
                History.RESULTS);
    }

    /// Another limit for each node.
    public QueueOptions withConcurrency(int other) {
        return new QueueOptions(
                name,
                other,
                clusterConcurrency,
                ratePerSecond,
                mode,
                timeout,
                retry,
                fair,
                aging,
                history);
    }

    /// A limit for all nodes together.
    public QueueOptions withClusterConcurrency(int other) {
        return new QueueOptions(
                name,
                concurrency,
                other,
                ratePerSecond,
                mode,
                timeout,
                retry,
                fair,
                aging,
                history);
    }

    /// A rate for all nodes together.
    public QueueOptions withRate(double perSecond) {
        return new QueueOptions(
                name,
                concurrency,
                clusterConcurrency,
                perSecond,
                mode,
                timeout,
                retry,
                fair,
                aging,
                history);
    }

    /// Another mode.
    public QueueOptions withMode(Mode other) {
        return new QueueOptions(
                name,
                concurrency,
                clusterConcurrency,
                ratePerSecond,
                other,
                timeout,
                retry,
                fair,
                aging,
                history);
    }

    /// Another time-out.
    public QueueOptions withTimeout(Duration other) {
        return new QueueOptions(
                name,
                concurrency,
                clusterConcurrency,
                ratePerSecond,
                mode,
                other,
                retry,
                fair,
                aging,
                history);
    }

    /// Another policy of retries.
    public QueueOptions withRetry(RetryPolicy other) {
        return new QueueOptions(
                name,
                concurrency,
                clusterConcurrency,
                ratePerSecond,
                mode,
                timeout,
                other,
                fair,
                aging,
                history);
    }

    /// Tenants take turns.
    public QueueOptions withFairness() {
        return new QueueOptions(
                name,
                concurrency,
                clusterConcurrency,
                ratePerSecond,
                mode,
                timeout,
                retry,
                true,
                aging,
                history);
    }

    /// Another worth of a point of priority.
    public QueueOptions withAging(Duration other) {
        return new QueueOptions(
                name,
                concurrency,
                clusterConcurrency,
                ratePerSecond,
                mode,
                timeout,
                retry,
                fair,
                other,
                history);
    }

    /// Other finished jobs stay visible.
    public QueueOptions withHistory(History other) {
        return new QueueOptions(
                name,
                concurrency,
                clusterConcurrency,
                ratePerSecond,
                mode,
                timeout,
                retry,
                fair,
                aging,
                other);
    }
}
