package io.headroom.operations.memory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// A process that works with a map in a static field, which it forgets to clean (`leak`) or which
/// has a bound (`cache`), and tells what its watch finds.
final class LeakingService {

    static final Map<Long, Session> OPEN = new ConcurrentHashMap<>();

    /// Written, so that the compiler does not leave out what is counted.
    static volatile long garbage;

    private static final int LARGEST_CACHE = 2_000;
    private static final int SESSION_BYTES = 4_000;

    private LeakingService() {}

    static final class Session {

        private final byte[] state = new byte[SESSION_BYTES];

        int size() {
            return state.length;
        }
    }

    public static void main(String[] arguments) throws Exception {
        boolean leaks = arguments[0].equals("leak");
        int seconds = Integer.parseInt(arguments[1]);
        MemoryOptions options =
                new MemoryOptions(
                        Duration.ofSeconds(3),
                        10,
                        2.6,
                        Duration.ofDays(2),
                        0.05,
                        Duration.ofMinutes(30),
                        Duration.ofSeconds(4));
        CountDownLatch done = new CountDownLatch(1);
        ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
        try (executor;
                MemoryWatch watch =
                        new MemoryWatch(options, InstantSource.system(), System::nanoTime)) {
            var _ = executor.scheduleAtFixedRate(new Work(leaks), 0, 20, TimeUnit.MILLISECONDS);
            Runnable round =
                    () -> {
                        watch.round();
                        if (watch.latest().search().isDone()) {
                            done.countDown();
                        }
                    };
            var _ = executor.scheduleAtFixedRate(round, 250, 250, TimeUnit.MILLISECONDS);
            boolean found = done.await(seconds, TimeUnit.SECONDS);
            executor.shutdownNow();
            executor.awaitTermination(10, TimeUnit.SECONDS);
            MemoryReport report = watch.latest();
            System.out.println("found " + found);
            System.out.println("verdict " + report.leak());
            System.out.println("problem <" + report.search().problem() + ">");
            report.search().growing().forEach(each -> System.out.println("growing " + each));
            report.search().holders().forEach(each -> System.out.println("holder " + each));
            System.out.println("collections " + report.collections());
        }
    }

    /// Makes garbage, and some sessions.
    private static final class Work implements Runnable {

        private final boolean leaks;
        private long next;

        Work(boolean leaks) {
            this.leaks = leaks;
        }

        @Override
        public void run() {
            long made = 0;
            for (int i = 0; i < 8; i++) {
                Session session = new Session();
                made += session.size();
                OPEN.put(leaks ? next : next % LARGEST_CACHE, session);
                next++;
            }
            for (int i = 0; i < 100; i++) {
                made += new byte[10_000].length;
            }
            garbage = made;
            if (next % 128 == 0) {
                System.gc();
            }
        }
    }
}
