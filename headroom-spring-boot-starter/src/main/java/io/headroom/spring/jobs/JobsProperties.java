package io.headroom.spring.jobs;

import io.headroom.core.Bytes;
import io.headroom.jobs.History;
import io.headroom.jobs.JobsOptions;
import io.headroom.jobs.Mode;
import io.headroom.jobs.QueueOptions;
import io.headroom.jobs.RetryPolicy;
import io.headroom.spring.NodeName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/// What `headroom.jobs.*` configures. Without queues there are no jobs.
///
/// @param work whether this node runs jobs, or only enqueues them; true by default
/// @param node how this node is called in figures and histories; `spring.application.name` and the
///   process id by default
/// @param queues all queues of the service, by name
/// @param payloadLimit the largest payload or result; 1 MB by default
/// @param lease how long after its last sign of life a node counts as dead; 10 s by default
/// @param poll how often to look for jobs that nobody told of; 500 ms by default
/// @param maxCrashes how many ends of nodes a job may be part of; 10 by default
/// @param stopGrace how long running jobs may finish at an orderly stop; 20 s by default
/// @param databaseTimeout how long a statement may wait for PostgreSQL; 5 s by default, at most
///   half the lease
/// @param keep how long finished jobs stay visible; 7 days by default
/// @param redisUrl where wake-ups are published; `headroom.cache.redis-url` by default, empty for
///   polling alone
/// @param channel the channel of wake-ups: services that share a Redis server need one each;
///   `headroom:jobs` by default
@ConfigurationProperties("headroom.jobs")
public record JobsProperties(
        @DefaultValue("true") boolean work,
        @Nullable String node,
        @DefaultValue Map<String, Queue> queues,
        @DefaultValue("1MB") String payloadLimit,
        @DefaultValue("10s") Duration lease,
        @DefaultValue("500ms") Duration poll,
        @DefaultValue("10") int maxCrashes,
        @DefaultValue("20s") Duration stopGrace,
        @DefaultValue("5s") Duration databaseTimeout,
        @DefaultValue("7d") Duration keep,
        @Nullable String redisUrl,
        @DefaultValue("headroom:jobs") String channel) {

    static final String PREFIX = "headroom.jobs";

    /// A queue; see [QueueOptions] for what each means.
    ///
    /// @param concurrency jobs at once on a node; 16 by default
    /// @param clusterConcurrency jobs at once on all nodes; 0, the default, for no limit
    /// @param rate jobs begun in a second on all nodes; 0, the default, for no limit
    /// @param mode `group`, the default, `sync` or `in-tx`
    /// @param jobsPerTransaction how many jobs that wait share a transaction of mode `in-tx`; 1 by
    ///   default
    /// @param asyncCommit whether what a handler commits is on the disk only with the
    ///   acknowledgement, in the modes `group` and `sync`; false by default
    /// @param timeout how long a job may run; 15 min by default
    /// @param fair whether tenants take turns; false by default
    /// @param aging what a point of priority is worth; 1 min by default
    /// @param history which finished jobs are kept: `none`, `results`, the default, or `all`
    /// @param retry what follows a failure
    public record Queue(
            @DefaultValue("16") int concurrency,
            @DefaultValue("0") int clusterConcurrency,
            @DefaultValue("0") double rate,
            @DefaultValue("group") Mode mode,
            @DefaultValue("1") int jobsPerTransaction,
            @DefaultValue("false") boolean asyncCommit,
            @DefaultValue("15m") Duration timeout,
            @DefaultValue("false") boolean fair,
            @DefaultValue("1m") Duration aging,
            @DefaultValue("results") History history,
            @DefaultValue Retry retry) {

        QueueOptions options(String name) {
            return QueueOptions.named(name)
                    .concurrency(concurrency)
                    .clusterConcurrency(clusterConcurrency)
                    .ratePerSecond(rate)
                    .mode(mode)
                    .jobsPerTransaction(jobsPerTransaction)
                    .asyncCommit(asyncCommit)
                    .timeout(timeout)
                    .retry(retry.policy())
                    .fair(fair)
                    .aging(aging)
                    .history(history)
                    .build();
        }
    }

    /// What follows a failure.
    ///
    /// @param retries how often to try again; 10 by default
    /// @param growth `fixed`, `linear`, `exponential`, the default, or `fibonacci`
    /// @param first the longest pause after the first failure; 1 s by default
    /// @param longest no pause is longer; 1 h by default
    /// @param dieOf after these exceptions, or what they caused, there is no other try; none by
    ///   default
    public record Retry(
            @DefaultValue("10") int retries,
            @DefaultValue("exponential") RetryPolicy.Growth growth,
            @DefaultValue("1s") Duration first,
            @DefaultValue("1h") Duration longest,
            @DefaultValue List<Class<? extends Throwable>> dieOf) {

        RetryPolicy policy() {
            RetryPolicy policy = new RetryPolicy(retries, growth, first, longest, List.of());
            for (Class<? extends Throwable> last : dieOf) {
                policy = policy.dyingOf(last);
            }
            return policy;
        }
    }

    String nodeName(Environment environment) {
        return node != null ? node : NodeName.of(environment);
    }

    String wakeUpUrl(Environment environment) {
        return redisUrl != null
                ? redisUrl
                : environment.getProperty("headroom.cache.redis-url", "");
    }

    /// @throws IllegalArgumentException when one is out of its range; the message names it
    List<QueueOptions> queueOptions() {
        return queues.entrySet().stream()
                .map(queue -> {
                    try {
                        return queue.getValue().options(queue.getKey());
                    } catch (IllegalArgumentException e) {
                        throw new IllegalArgumentException(
                                "%s.queues.%s: %s"
                                        .formatted(PREFIX, queue.getKey(), e.getMessage()),
                                e);
                    }
                })
                .toList();
    }

    /// @throws IllegalArgumentException when one is out of its range; the message names it
    JobsOptions options() {
        try {
            return new JobsOptions(
                    Bytes.parse(payloadLimit),
                    lease,
                    poll,
                    maxCrashes,
                    stopGrace,
                    databaseTimeout,
                    keep);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + ": " + e.getMessage(), e);
        }
    }
}
