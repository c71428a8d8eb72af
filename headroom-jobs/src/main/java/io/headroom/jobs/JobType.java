package io.headroom.jobs;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/// A kind of work: its name, the queue it waits in, and its payload, a record that is stored as
/// JSON.
///
/// When the record changes incompatibly, the version grows and the type says how an old payload
/// becomes a new one; jobs that were enqueued before the upgrade run after it. A node that does not
/// know a version leaves such jobs alone: during a rolling upgrade old nodes run old payloads, new
/// nodes run both.
///
/// ```java
/// static final JobType<OrderMail> ORDER_MAIL =
///         JobType.of("order-mail", OrderMail.class).inQueue("email")
///                 .version(2).upgradedFrom(1, OrderMailV1.class, old -> new OrderMail(old.order(), "en"));
/// ```
///
/// @param name 1 to 64 of `a-z 0-9 . _ -`; stored with each job, so it outlives the class
/// @param queue where its jobs wait unless a job says otherwise
/// @param payload the record
/// @param version of the payload, from 1
/// @param upgrades how payloads of older versions are read, by version
/// @param <P> the payload
public record JobType<P extends Record>(
        String name,
        String queue,
        Class<P> payload,
        int version,
        Map<Integer, Upgrade<?, P>> upgrades) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    /// How a payload of an older version becomes one of today's.
    ///
    /// @param from the old record
    /// @param step makes the new one
    /// @param <V> the old payload
    /// @param <P> today's payload
    public record Upgrade<V extends Record, P extends Record>(Class<V> from, Function<V, P> step) {
        P read(Payloads payloads, String json) {
            return step.apply(payloads.read(json, from));
        }
    }

    public JobType {
        named("name", name);
        named("queue", queue);
        if (version < 1 || version > 9_999) {
            throw new IllegalArgumentException("version must be 1 to 9999, but is " + version);
        }
        for (int old : upgrades.keySet()) {
            if (old < 1 || old >= version) {
                throw new IllegalArgumentException(
                        "upgrades must be from versions 1 to %d, but one is from %d"
                                .formatted(version - 1, old));
            }
        }
        upgrades = Map.copyOf(upgrades);
    }

    /// Version 1 in the queue `default`.
    public static <P extends Record> JobType<P> of(String name, Class<P> payload) {
        return new JobType<>(name, "default", payload, 1, Map.of());
    }

    /// The same in another queue.
    public JobType<P> inQueue(String other) {
        return new JobType<>(name, other, payload, version, upgrades);
    }

    /// The same with today's version.
    public JobType<P> version(int today) {
        return new JobType<>(name, queue, payload, today, upgrades);
    }

    /// The same, able to read an older version too.
    public <V extends Record> JobType<P> upgradedFrom(int old, Class<V> from, Function<V, P> step) {
        Map<Integer, Upgrade<?, P>> more = new TreeMap<>(upgrades);
        more.put(old, new Upgrade<>(from, step));
        return new JobType<>(name, queue, payload, version, more);
    }

    /// A job of this type with everything by default.
    public NewJob<P> job(P data) {
        return NewJob.of(this, data);
    }

    String kind(int ofVersion) {
        return name + "/" + ofVersion;
    }

    static String named(String property, String value) {
        if (!NAME.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "%s must be 1 to 64 of a-z, 0-9, '.', '_', '-', but is '%s'"
                            .formatted(property, value.substring(0, Math.min(value.length(), 80))));
        }
        return value;
    }
}
