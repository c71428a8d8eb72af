package io.headroom.lock;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Those of this process who wait for word that a name became free; at most one for each name.
final class Wakeups {

    private final ConcurrentMap<String, Semaphore> waiting = new ConcurrentHashMap<>();

    /// Waits for words until it is closed.
    final class Wakeup implements AutoCloseable {
        private final String name;
        private final Semaphore words = new Semaphore(0);

        private Wakeup(String name) {
            this.name = name;
        }

        /// Until a word comes or has come since the last time, or the time is over.
        void await(long nanos) throws InterruptedException {
            if (words.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                words.drainPermits();
            }
        }

        @Override
        public void close() {
            waiting.remove(name, words);
        }
    }

    /// Waits, whatever comes.
    static void pause(long nanos) throws InterruptedException {
        var _ = new Semaphore(0).tryAcquire(nanos, TimeUnit.NANOSECONDS);
    }

    Wakeup of(String name) {
        Wakeup wakeup = new Wakeup(name);
        waiting.put(name, wakeup.words);
        return wakeup;
    }

    void freed(String name) {
        Semaphore words = waiting.get(name);
        if (words != null) {
            words.release();
        }
    }
}
