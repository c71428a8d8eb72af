package io.headroom.benchmarks.faults;

import io.headroom.test.FaultProxy;
import java.io.IOException;
import java.time.Duration;

/// What breaks. Each fault has the whole stage, and has healed when its method returns, so that
/// recovery counts from there.
enum Fault {
    NONE("none", "none, 95 % reads") {
        @Override
        void strike(Stage stage, Duration time) {
            stage.pause(time);
        }
    },
    NONE_99("none-99", "none, 99 % reads") {
        @Override
        double readShare() {
            return 0.99;
        }

        @Override
        void strike(Stage stage, Duration time) {
            stage.pause(time);
        }
    },
    CUTS("cuts", "connections cut at random, 4 times a second") {
        @Override
        void strike(Stage stage, Duration time) {
            for (int i = 0; i < time.toMillis() / 250; i++) {
                FaultProxy proxy = stage.proxy(stage.random().nextInt(Node.NODES));
                if (stage.random().nextInt(4) == 0) {
                    proxy.cut();
                    stage.pause(Duration.ofMillis(250));
                    proxy.pass();
                } else {
                    proxy.cutOnce();
                    stage.pause(Duration.ofMillis(250));
                }
            }
        }
    },
    BLACKHOLE("blackhole", "blackhole of one node for 15 s") {
        @Override
        Duration time(Duration standard) {
            return Duration.ofSeconds(15);
        }

        @Override
        void strike(Stage stage, Duration time) {
            stage.proxy(0).blackhole();
            stage.pause(time);
            stage.proxy(0).pass();
        }
    },
    KILLED_EMPTY("killed-empty", "Redis killed, back empty after 3 s") {
        @Override
        void strike(Stage stage, Duration time) {
            stage.redis().kill();
            stage.pause(Duration.ofSeconds(3));
            stage.redis().restart();
        }
    },
    RESTARTED("restarted", "Redis killed, back with its data after 3 s") {
        @Override
        boolean keepsRedisData() {
            return true;
        }

        @Override
        void strike(Stage stage, Duration time) {
            stage.redis().kill();
            stage.pause(Duration.ofSeconds(3));
            stage.redis().restart();
        }
    },
    FAIL_OVER("fail-over", "fail-over to a replica that lags by 2 s") {
        @Override
        void prepare(Stage stage) {
            stage.follow();
        }

        @Override
        void strike(Stage stage, Duration time) {
            stage.failOver(Duration.ofSeconds(2));
        }
    },
    SLOW_LOAD("slow-load", "invalidations in the middle of loads of 500 ms") {
        @Override
        void strike(Stage stage, Duration time) throws IOException, InterruptedException {
            stage.all("load-delay 500");
            stage.pause(time);
            stage.all("load-delay 0");
        }
    },
    STOPPED("stopped", "SIGSTOP of one node for 10 s") {
        @Override
        Duration time(Duration standard) {
            return Duration.ofSeconds(10);
        }

        @Override
        void strike(Stage stage, Duration time) throws IOException, InterruptedException {
            signal("-STOP", stage.node(0));
            stage.pause(time);
            signal("-CONT", stage.node(0));
        }
    },
    CLOCK("clock", "wall clock of one node 30 s ahead, of another one 30 s behind") {
        @Override
        boolean needsClock() {
            return true;
        }

        @Override
        Duration clockOffset(int node) {
            return switch (node) {
                case 0 -> Duration.ofSeconds(30);
                case 1 -> Duration.ofSeconds(-30);
                default -> Duration.ZERO;
            };
        }

        @Override
        void strike(Stage stage, Duration time) {
            stage.pause(time);
        }
    },
    EVICTION("eviction", "Redis full: `allkeys-lru` evicts values and metadata") {
        @Override
        int payloadCharacters() {
            return 1_000;
        }

        @Override
        void strike(Stage stage, Duration time) {
            stage.evict(time);
        }
    },
    ROLL_BACK("roll-back", "half of the writes rolled back after the invalidation") {
        @Override
        void strike(Stage stage, Duration time) throws IOException, InterruptedException {
            stage.all("roll-back 0.5");
            stage.pause(time);
            stage.all("roll-back 0");
        }
    },
    TAG("tag", "all of 100,000 entries changed and invalidated at once") {
        @Override
        int keys() {
            return 100_000;
        }

        @Override
        int payloadCharacters() {
            return 40;
        }

        @Override
        boolean fills() {
            return true;
        }

        @Override
        Duration preparation() {
            return Duration.ofSeconds(15);
        }

        @Override
        void strike(Stage stage, Duration time) throws IOException, InterruptedException {
            NodeProcess node = stage.node(0);
            node.send("change-all");
            String millis = node.await("done change-all", 120);
            stage.note(
                    millis.equals("-1")
                            ? "the invalidation failed"
                            : "the invalidation took " + millis + " ms");
        }
    },
    MASS_EXPIRY("mass-expiry", "all entries stored at once with a TTL of 6 s, which ends") {
        @Override
        Duration ttl() {
            return Duration.ofSeconds(6);
        }

        @Override
        boolean fills() {
            return true;
        }

        @Override
        Duration time(Duration standard) {
            return Duration.ofSeconds(6);
        }

        @Override
        void strike(Stage stage, Duration time) {
            stage.pause(time);
        }
    };

    private final String id;
    private final String title;

    Fault(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /// Lets it break, and heals it.
    ///
    /// @param time how long it lasts, where it does not end by itself
    abstract void strike(Stage stage, Duration time) throws IOException, InterruptedException;

    /// What must be in place before the nodes start.
    void prepare(Stage stage) {
        // Nothing, commonly.
    }

    String id() {
        return id;
    }

    String title() {
        return title;
    }

    Duration time(Duration standard) {
        return standard;
    }

    /// How long the nodes' start may take longer than commonly.
    Duration preparation() {
        return Duration.ZERO;
    }

    double readShare() {
        return 0.95;
    }

    int keys() {
        return 2_000;
    }

    int payloadCharacters() {
        return 200;
    }

    Duration ttl() {
        return Duration.ofSeconds(60);
    }

    /// Whether all entries are read before the workload begins.
    boolean fills() {
        return false;
    }

    boolean keepsRedisData() {
        return false;
    }

    /// Whether it is Redis, or the way there, that breaks.
    boolean isOfRedis() {
        return switch (this) {
            case CUTS, BLACKHOLE, KILLED_EMPTY, RESTARTED, FAIL_OVER, EVICTION -> true;
            case NONE, NONE_99, SLOW_LOAD, STOPPED, CLOCK, ROLL_BACK, TAG, MASS_EXPIRY -> false;
        };
    }

    /// Whether only systems that take their clock as a parameter can be put to it.
    boolean needsClock() {
        return false;
    }

    Duration clockOffset(int node) {
        return Duration.ZERO;
    }

    static Fault of(String id) {
        for (Fault fault : values()) {
            if (fault.id.equals(id)) {
                return fault;
            }
        }
        throw new IllegalArgumentException("there is no fault named '" + id + "'");
    }

    private static void signal(String signal, NodeProcess node)
            throws IOException, InterruptedException {
        int status =
                new ProcessBuilder("kill", signal, Long.toString(node.pid()))
                        .inheritIO()
                        .start()
                        .waitFor();
        if (status != 0) {
            throw new IOException("kill " + signal + " failed with status " + status);
        }
    }
}
