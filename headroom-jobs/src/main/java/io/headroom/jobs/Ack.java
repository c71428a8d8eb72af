package io.headroom.jobs;

/// A word about a run: what it says, and of which.
record Ack(Lease lease, Ending ending) {}
