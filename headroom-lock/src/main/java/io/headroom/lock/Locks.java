package io.headroom.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/// The tiers of locks that a process has, by the servers it has. Nothing is connected until the
/// first lock is taken. Safe for use by many threads; closed by whoever built it, who has released
/// what was held.
///
/// A name means the same lock in [Tier#EFFICIENT] and [Tier#GUARDED], and another one in
/// [Tier#STRICT].
///
/// ```java
/// Locks locks = Locks.builder().redis(RedisLockOptions.at(uri)).database(dataSource).build();
/// locks.guarded().executeInTransaction("account:7", LockOptions.defaults(), transaction -> …);
/// ```
public final class Locks implements AutoCloseable {

    private final Surroundings surroundings;
    private final Map<Tier, Recorder> recorders = new EnumMap<>(Tier.class);
    private final List<LockStore> stores = new ArrayList<>();
    private final Optional<EfficientLock> efficient;
    private final Optional<GuardedLock> guarded;
    private final Optional<StrictLock> strict;

    private Locks(Builder builder) {
        Duration patience =
                builder.redis.stream()
                        .map(RedisLockOptions::patience)
                        .max(Duration::compareTo)
                        .map(longest -> longest.multipliedBy(builder.redis.size() > 1 ? 2 : 1))
                        .orElse(Duration.ofSeconds(1));
        surroundings = new Surroundings(builder.nanoTime, patience);
        for (Tier tier : Tier.values()) {
            recorders.put(tier, new Recorder(tier, builder.listener));
        }
        Optional<DataSource> database = builder.database.stream().findFirst();
        Optional<Fences> fences = database.map(Fences::new);
        Optional<LockStore> store = store(builder, fences);
        store.ifPresent(stores::add);
        efficient =
                store.map(
                        known -> new EfficientLock(known, surroundings, recorder(Tier.EFFICIENT)));
        guarded =
                store.flatMap(known ->
                        fences.map(table ->
                                new GuardedLock(
                                        known, table, surroundings, recorder(Tier.GUARDED))));
        strict = database.map(known -> new StrictLock(known, surroundings, recorder(Tier.STRICT)));
        efficient.ifPresent(LeaseLock::start);
        guarded.ifPresent(LeaseLock::start);
    }

    private Optional<LockStore> store(Builder builder, Optional<Fences> fences) {
        List<RedisStore> servers =
                builder.redis.stream()
                        .map(options -> new RedisStore(options, builder.nanoTime))
                        .toList();
        if (servers.size() <= 1) {
            return servers.stream().findFirst().map(LockStore.class::cast);
        }
        Fences tokens = fences.orElseThrow();
        return Optional.of(
                new QuorumStore(
                        servers,
                        floor -> {
                            String problem = tokens.prepare();
                            if (!problem.isEmpty()) {
                                throw new IllegalStateException(problem);
                            }
                            return tokens.mint(floor);
                        },
                        surroundings.threads()));
    }

    private Recorder recorder(Tier tier) {
        return recorders.getOrDefault(tier, new Recorder(tier, LockListener.NONE));
    }

    public static Builder builder() {
        return new Builder();
    }

    /// The tiers there are.
    public Set<Tier> tiers() {
        Set<Tier> tiers = EnumSet.noneOf(Tier.class);
        efficient.ifPresent(_ -> tiers.add(Tier.EFFICIENT));
        guarded.ifPresent(_ -> tiers.add(Tier.GUARDED));
        strict.ifPresent(_ -> tiers.add(Tier.STRICT));
        return tiers;
    }

    /// Locks of [Tier#EFFICIENT].
    ///
    /// @throws IllegalStateException when no Redis was given
    public DistributedLock<Hold> efficient() {
        return efficient.orElseThrow(() -> missing(Tier.EFFICIENT, "a Redis"));
    }

    /// Locks of [Tier#GUARDED].
    ///
    /// @throws IllegalStateException when no Redis or no database was given
    public GuardedLock guarded() {
        return guarded.orElseThrow(() -> missing(Tier.GUARDED, "a Redis and a database"));
    }

    /// Locks of [Tier#STRICT].
    ///
    /// @throws IllegalStateException when no database was given
    public StrictLock strict() {
        return strict.orElseThrow(() -> missing(Tier.STRICT, "a database"));
    }

    /// Locks of one tier.
    ///
    /// @throws IllegalStateException when what the tier needs was not given
    public DistributedLock<? extends Hold> tier(Tier tier) {
        return switch (tier) {
            case EFFICIENT -> efficient();
            case GUARDED -> guarded();
            case STRICT -> strict();
        };
    }

    private static IllegalStateException missing(Tier tier, String needed) {
        return new IllegalStateException(
                "there are no locks of tier %s: it needs %s".formatted(tier, needed));
    }

    /// The figures of one tier, all 0 when it is not there.
    public LockStatistics statistics(Tier tier) {
        return recorder(tier).statistics();
    }

    /// The figures of each tier there is.
    public List<LockStatistics> statistics() {
        return tiers().stream().map(tier -> recorder(tier).statistics()).toList();
    }

    /// What is wrong with Redis, empty when it answers or when there is none. Waits no longer than
    /// its patience.
    ///
    /// @throws InterruptedException when interrupted while waiting
    public String redisTrouble() throws InterruptedException {
        for (LockStore store : stores) {
            try {
                var _ =
                        store.release("headroom.probe", surroundings.newOwner())
                                .toCompletableFuture()
                                .get(store.patience().toNanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException | TimeoutException e) {
                return Failures.reason(e);
            }
        }
        return "";
    }

    @Override
    public void close() {
        surroundings.close();
        stores.forEach(LockStore::close);
    }

    /// Says which servers there are.
    public static final class Builder {

        private final List<RedisLockOptions> redis = new ArrayList<>();
        private final List<DataSource> database = new ArrayList<>();
        private LongSupplier nanoTime = System::nanoTime;
        private LockListener listener = LockListener.NONE;

        private Builder() {}

        /// The Redis that keeps the leases. Several mean a quorum: an odd number of masters from 3
        /// to 9 that know nothing of each other, of which most have to agree.
        public Builder redis(RedisLockOptions... servers) {
            redis.clear();
            redis.addAll(List.of(servers));
            return this;
        }

        /// The PostgreSQL that keeps fences and strict locks. Strict locks take connections of it
        /// while they are held.
        public Builder database(DataSource source) {
            database.clear();
            database.add(source);
            return this;
        }

        /// Monotonic time in nanoseconds; default `System::nanoTime`.
        public Builder nanoTime(LongSupplier source) {
            nanoTime = source;
            return this;
        }

        /// Who is told what happens; default nobody.
        public Builder listener(LockListener told) {
            listener = told;
            return this;
        }

        /// Makes the locks; nothing is connected yet.
        ///
        /// @throws IllegalArgumentException when the servers cannot make a quorum
        public Locks build() {
            int servers = redis.size();
            if (servers > 1) {
                if (servers % 2 == 0 || servers > 9) {
                    throw new IllegalArgumentException(
                            "redis must name 1 server, or an odd number from 3 to 9 for a quorum,"
                                    + " but names "
                                    + servers);
                }
                if (database.isEmpty()) {
                    throw new IllegalArgumentException(
                            "database must be given for a quorum, which has its tokens from there");
                }
            }
            return new Locks(this);
        }
    }
}
