package io.headroom.spring.database;

import io.headroom.postgres.statement.StatementWatch;
import io.headroom.postgres.statement.WatchStatus.Reading;
import io.headroom.postgres.statement.WatchStatus.Starting;
import io.headroom.postgres.statement.WatchStatus.Unavailable;
import io.headroom.spring.DependencyCheck;
import java.util.ArrayList;
import java.util.List;

/// Says in health whether statements are counted, and what is missing.
final class StatementCheck implements DependencyCheck {

    private final StatementWatch watch;

    StatementCheck(StatementWatch watch) {
        this.watch = watch;
    }

    @Override
    public String name() {
        return "postgres-statements";
    }

    @Override
    public boolean required() {
        return false;
    }

    @Override
    public String check() {
        return switch (watch.status()) {
            case Starting() -> "no reading yet";
            case Unavailable(String problem, String advice) ->
                    throw new IllegalStateException(problem + ". " + advice);
            case Reading reading -> {
                List<String> words = new ArrayList<>();
                words.add(watch.figures().size() + " statements are watched");
                words.addAll(reading.limitations());
                yield String.join("; ", words);
            }
        };
    }
}
