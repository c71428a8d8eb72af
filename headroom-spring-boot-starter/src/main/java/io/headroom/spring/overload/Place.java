package io.headroom.spring.overload;

/// A place among the requests under way.
@FunctionalInterface
interface Place {

    /// What the end of a request tells of the service.
    enum Outcome {
        /// How fast it is.
        ANSWERED,
        /// That something behind it is exhausted or away.
        GAVE_UP,
        /// Nothing: a refused or failed request may be fast for no good reason, and a write may
        /// wait for others, as for the other nodes' caches, without any load.
        TELLS_NOTHING;

        static Outcome of(String method, int status) {
            return switch (status) {
                case 503, 504 -> GAVE_UP;
                default -> status < 400 && isRead(method) ? ANSWERED : TELLS_NOTHING;
            };
        }

        private static boolean isRead(String method) {
            return method.equals("GET") || method.equals("HEAD");
        }
    }

    /// Gives it back; called once.
    void leave(Outcome outcome);
}
