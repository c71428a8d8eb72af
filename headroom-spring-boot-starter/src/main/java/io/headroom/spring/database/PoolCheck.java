package io.headroom.spring.database;

import io.headroom.postgres.pool.DatabaseWatch;
import io.headroom.postgres.pool.Leak;
import io.headroom.postgres.pool.PoolWatch;
import io.headroom.postgres.session.Sessions;
import io.headroom.spring.DependencyCheck;
import java.util.ArrayList;
import java.util.List;

/// The pool's part in the service's health. A full pool, leaks and a watch that gets no answer show
/// as not well; what the role may not see is named and is no fault.
final class PoolCheck implements DependencyCheck {

    private final DatabaseWatch watch;

    PoolCheck(DatabaseWatch watch) {
        this.watch = watch;
    }

    @Override
    public String name() {
        return "postgres-pool";
    }

    @Override
    public boolean required() {
        return false;
    }

    @Override
    public String check() {
        List<String> troubles = troubles();
        if (!troubles.isEmpty()) {
            throw new IllegalStateException(String.join("; ", troubles));
        }
        PoolWatch pool = watch.pool();
        List<String> words = new ArrayList<>();
        words.add(
                "%d of %d borrowed, %d wait"
                        .formatted(pool.active(), pool.maximumSize(), pool.waiting()));
        words.addAll(watch.sessions().latest().abilities().missing());
        return String.join("; ", words);
    }

    private List<String> troubles() {
        PoolWatch pool = watch.pool();
        Sessions look = watch.sessions().latest();
        List<String> troubles = new ArrayList<>();
        if (!look.reachable()) {
            troubles.add("the watch gets no answer: " + look.problem());
        }
        if (pool.waiting() > 0 && pool.active() >= pool.maximumSize()) {
            troubles.add(
                    "all %d connections are borrowed and %d threads wait"
                            .formatted(pool.maximumSize(), pool.waiting()));
        }
        long leaks = pool.leaks().stream().filter(Leak::suspicious).count();
        if (leaks > 0) {
            troubles.add(leaks + " connections seem to leak: see the pool's leaks");
        }
        return troubles;
    }
}
