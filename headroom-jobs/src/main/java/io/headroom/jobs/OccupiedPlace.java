package io.headroom.jobs;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A place while one thread works in it. Gives nothing any more when it was given up.
final class OccupiedPlace implements Place {

    private final Place place;
    private final List<RunningJob> jobs = new CopyOnWriteArrayList<>();
    private boolean freed;

    OccupiedPlace(Place place) {
        this.place = place;
    }

    /// What ran in it so far, and runs.
    List<RunningJob> jobs() {
        return jobs;
    }

    @Override
    public synchronized boolean isAwaited() {
        return !freed && place.isAwaited();
    }

    @Override
    public synchronized Optional<Lease> next() {
        return freed ? Optional.empty() : place.next();
    }

    @Override
    public synchronized void free() {
        if (!freed) {
            freed = true;
            place.free();
        }
    }
}
