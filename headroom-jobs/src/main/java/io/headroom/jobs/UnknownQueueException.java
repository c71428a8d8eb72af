package io.headroom.jobs;

import java.util.Collection;
import java.util.TreeSet;

/// A queue that is not declared; the message names those that are.
public final class UnknownQueueException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    UnknownQueueException(String queue, Collection<String> known) {
        super("there is no queue '%s'; declared are %s".formatted(queue, new TreeSet<>(known)));
    }
}
