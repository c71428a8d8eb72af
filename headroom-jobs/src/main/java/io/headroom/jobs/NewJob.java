package io.headroom.jobs;

import java.time.Duration;
import java.time.Instant;

/// A job to be enqueued. Begin with [JobType#job] and say what differs.
///
/// @param type the kind of work
/// @param payload its data
/// @param queue where it waits; by default the type's queue
/// @param start when it may run; by default at once
/// @param priority from −100 to 100, by default 0: each point goes before what comes up to the
///   queue's `aging` later, so that low priorities are late but never starve
/// @param tenant for whom, at most 200 characters: in a fair queue tenants take turns; empty for
///   nobody in particular
/// @param unique by default it is not
/// @param correlationId carried to the handler and its log lines, at most 128 characters; empty for
///   none
/// @param <P> the payload
public record NewJob<P extends Record>(
        JobType<P> type,
        P payload,
        String queue,
        Start start,
        int priority,
        String tenant,
        Unique unique,
        String correlationId) {

    /// When a job may run.
    public sealed interface Start {
        /// As soon as somebody is free.
        record Now() implements Start {}

        /// So long after it was enqueued, by the database's clock.
        ///
        /// @param delay not negative, at most 3,650 days
        record After(Duration delay) implements Start {
            public After {
                if (delay.isNegative() || delay.toDays() > 3_650) {
                    throw new IllegalArgumentException(
                            "delay must be 0 to 3650 days, but is " + delay);
                }
            }
        }

        /// Not before this instant; one in the past means now, and goes before what came later.
        ///
        /// @param instant by the database's clock
        record At(Instant instant) implements Start {}
    }

    /// Whether another job with the same key keeps this one out. Keys of different types never
    /// meet.
    public sealed interface Unique {
        /// Never.
        record No() implements Unique {}

        /// While another with the key waits or runs. A dead one does not count.
        ///
        /// @param key 1 to 200 characters
        record WhileAlive(String key) implements Unique {
            public WhileAlive {
                keyed(key);
            }
        }

        /// For so long after another with the key was enqueued, even if that one is finished.
        ///
        /// @param key 1 to 200 characters
        /// @param period more than zero, at most 3,650 days
        record Within(String key, Duration period) implements Unique {
            public Within {
                keyed(key);
                if (!period.isPositive() || period.toDays() > 3_650) {
                    throw new IllegalArgumentException(
                            "period must be more than 0 and at most 3650 days, but is " + period);
                }
            }
        }

        private static void keyed(String key) {
            if (key.isEmpty() || key.length() > 200) {
                throw new IllegalArgumentException(
                        "key must have 1 to 200 characters, but has " + key.length());
            }
        }
    }

    public NewJob {
        JobType.named("queue", queue);
        if (priority < -100 || priority > 100) {
            throw new IllegalArgumentException("priority must be -100 to 100, but is " + priority);
        }
        if (tenant.length() > 200) {
            throw new IllegalArgumentException(
                    "tenant must have at most 200 characters, but has " + tenant.length());
        }
        if (correlationId.length() > 128) {
            throw new IllegalArgumentException(
                    "correlationId must have at most 128 characters, but has "
                            + correlationId.length());
        }
    }

    static <P extends Record> NewJob<P> of(JobType<P> type, P payload) {
        return new NewJob<>(
                type, payload, type.queue(), new Start.Now(), 0, "", new Unique.No(), "");
    }

    /// In another queue than the type's.
    public NewJob<P> inQueue(String other) {
        return new NewJob<>(type, payload, other, start, priority, tenant, unique, correlationId);
    }

    /// So much later.
    public NewJob<P> after(Duration delay) {
        return starting(new Start.After(delay));
    }

    /// Not before.
    public NewJob<P> at(Instant instant) {
        return starting(new Start.At(instant));
    }

    private NewJob<P> starting(Start other) {
        return new NewJob<>(type, payload, queue, other, priority, tenant, unique, correlationId);
    }

    /// More urgent when above 0.
    public NewJob<P> withPriority(int other) {
        return new NewJob<>(type, payload, queue, start, other, tenant, unique, correlationId);
    }

    /// For a tenant.
    public NewJob<P> forTenant(String other) {
        return new NewJob<>(type, payload, queue, start, priority, other, unique, correlationId);
    }

    /// At most one of the key that waits or runs.
    public NewJob<P> uniqueWhileAlive(String key) {
        return unique(new Unique.WhileAlive(key));
    }

    /// At most one of the key in the period.
    public NewJob<P> uniqueWithin(Duration period, String key) {
        return unique(new Unique.Within(key, period));
    }

    private NewJob<P> unique(Unique other) {
        return new NewJob<>(type, payload, queue, start, priority, tenant, other, correlationId);
    }

    /// Belonging to a request.
    public NewJob<P> withCorrelationId(String other) {
        return new NewJob<>(type, payload, queue, start, priority, tenant, unique, other);
    }
}
