package io.headroom.operations.capacity;

/// What requests ask of a resource (service demand law: the time that all visits of a request keep
/// a server busy; P. J. Denning, J. P. Buzen, "The Operational Analysis of Queueing Network
/// Models", ACM Computing Surveys 10, 1978).
///
/// @param servers how many there are, given or found out; NaN where neither
/// @param idle servers that are in use without requests
/// @param seconds of a server for each request; 0 where requests do not use it
/// @param busy servers in use now
/// @param samples how many steps it was taken from
/// @param r2 the share of the variance that it explains, from 0 to 1
record Demand(double servers, double idle, double seconds, double busy, int samples, double r2) {

    /// Servers in use at a throughput.
    double busyAt(double throughput) {
        return idle + seconds * throughput;
    }

    /// The throughput at which a share of the servers is in use; infinite where requests use none.
    double throughputAt(double share) {
        return seconds > 0 && servers > 0
                ? Math.max(0, (share * servers - idle) / seconds)
                : Double.POSITIVE_INFINITY;
    }

    boolean isKnown() {
        return servers > 0 && Double.isFinite(seconds);
    }

    Demand unlimited() {
        return new Demand(Double.NaN, idle, seconds, busy, samples, 0);
    }

    /// The same where requests use all that is in use.
    Demand withAllOf(double busyServers, double throughput) {
        return new Demand(servers, 0, busyServers / throughput, busy, samples, r2);
    }

    Demand longer(double wait) {
        return new Demand(servers, idle, seconds + wait, busy, samples, r2);
    }
}
