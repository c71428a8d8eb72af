package io.headroom.operations.finding;

import java.time.Duration;
import java.util.Locale;

/// Something that can be done about a finding. It is data: an [ActionRunner] does it.
public sealed interface Action {

    /// What is changed. Two actions on the same target cannot be judged at the same time.
    String target();

    /// Whether what was done can be taken back.
    default boolean isReversible() {
        return true;
    }

    /// The name of its kind in answers and properties.
    default String kind() {
        return switch (this) {
            case PoolSize _ -> "pool-size";
            case CacheSize _ -> "cache-size";
            case CacheTtl _ -> "cache-ttl";
            case CreateIndex _ -> "create-index";
            case EndSession _ -> "end-session";
            case WarmUp _ -> "warm-up";
            case RefreshView _ -> "refresh-view";
            case RateLimit _ -> "rate-limit";
        };
    }

    /// Names it in calls; the same as long as the same is offered.
    default String id() {
        return switch (this) {
            case PoolSize(String _, int _, int to) -> target() + ":" + to;
            case CacheSize(String _, long _, long to, boolean _) -> target() + ":" + to;
            case CacheTtl(String _, Duration _, Duration to) -> target() + ":" + to.toMillis();
            case RateLimit(Limited _, String _, int _, int to) -> target() + ":" + to;
            case CreateIndex _, EndSession _, WarmUp _, RefreshView _ -> target();
        };
    }

    /// Changes how many connections a pool may have.
    ///
    /// @param pool its name
    record PoolSize(String pool, int from, int to) implements Action {
        @Override
        public String target() {
            return "pool-size:" + pool;
        }
    }

    /// Changes how much a cache keeps in this process.
    ///
    /// @param from entries, or bytes
    /// @param inBytes whether it is limited by bytes
    record CacheSize(String cache, long from, long to, boolean inBytes) implements Action {
        @Override
        public String target() {
            return "cache-size:" + cache;
        }
    }

    /// Changes how long a cache's new values are fresh.
    record CacheTtl(String cache, Duration from, Duration to) implements Action {
        @Override
        public String target() {
            return "cache-ttl:" + cache;
        }
    }

    /// Builds an index.
    ///
    /// @param suggestion names it to the advisor
    record CreateIndex(String suggestion, String sql) implements Action {
        @Override
        public String target() {
            return "create-index:" + suggestion;
        }
    }

    /// Ends a session of the database.
    ///
    /// @param session names it in this transaction and statement
    record EndSession(String session) implements Action {
        @Override
        public String target() {
            return "end-session:" + session;
        }

        @Override
        public boolean isReversible() {
            return false;
        }
    }

    /// Loads into caches what is known to be asked for.
    ///
    /// @param task names it to whoever warms
    /// @param cache the one that it is done for
    record WarmUp(String task, String cache) implements Action {
        @Override
        public String target() {
            return "warm-up:" + task;
        }

        /// What was loaded is right, whether or not it is asked for.
        @Override
        public boolean isReversible() {
            return false;
        }
    }

    /// Fills a materialized view anew.
    record RefreshView(String view) implements Action {
        @Override
        public String target() {
            return "refresh-view:" + view;
        }

        @Override
        public boolean isReversible() {
            return false;
        }
    }

    /// What a rate can be limited of.
    enum Limited {
        /// All requests of a route, such as `GET /api/items/{id}`.
        ROUTE,

        /// All requests of a caller, known by its address.
        CALLER;

        /// Its name in figures and targets.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Changes how many requests a second are let in.
    ///
    /// @param name of the route or the caller
    /// @param from a second; 0 where there is no limit
    /// @param to a second; 0 for no limit
    record RateLimit(Limited of, String name, int from, int to) implements Action {
        @Override
        public String target() {
            return "rate-limit:" + of.label() + ":" + name;
        }
    }
}
