package io.headroom.operations.capacity;

/// Something that requests use and that there is only so much of.
///
/// @param name a word for machines, as `processor`
/// @param words what it is, for people
/// @param figure of the history; tells how much of it was in use
/// @param perFigure what the figure is multiplied with to get servers in use: 1 where it counts
///   them, their number where it is a share
/// @param servers how many can work at once: processors, connections, places; NaN where nobody
///   knows, for [Kind#BEHIND] alone
/// @param usable the share of the servers that can be in use before work suffers, above 0, at most
///   1
/// @param within the resource that the time in this one includes waiting for, as a connection is
///   held while the database works; empty for none
/// @param ownFigure the part of the figure that this process itself uses; empty where that is not
///   told
/// @param advice what would move its limit, a sentence
public record Resource(
        String name,
        String words,
        Kind kind,
        String figure,
        double perFigure,
        double servers,
        double usable,
        String within,
        String ownFigure,
        String advice) {

    /// How a resource makes requests wait.
    public enum Kind {
        /// Servers with a queue before them: the figure tells those at work.
        QUEUE,

        /// Servers with a queue that are seen from outside: the figure tells those at work and
        /// those that wait.
        BEHIND,

        /// Nobody waits for it, but there is a share that must not be passed.
        SHARE,

        /// Places of requests under way; who finds none is refused.
        PLACES
    }

    public Resource {
        if (!(usable > 0 && usable <= 1)) {
            throw new IllegalArgumentException(
                    name + ": usable must be above 0 and at most 1: " + usable);
        }
        if (!(servers > 0) && !(kind == Kind.BEHIND && Double.isNaN(servers))) {
            throw new IllegalArgumentException(name + ": servers must be above 0: " + servers);
        }
        if (!(perFigure > 0)) {
            throw new IllegalArgumentException(name + ": perFigure must be above 0: " + perFigure);
        }
    }
}
