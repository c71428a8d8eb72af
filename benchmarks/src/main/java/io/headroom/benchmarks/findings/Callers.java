package io.headroom.benchmarks.findings;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Twenty-four callers who want two and a half answers a second each, and wait for one before they
/// ask for the next.
final class Callers implements AutoCloseable {

    private static final int CALLERS = 24;
    private static final long PAUSE_NANOS = 400_000_000L;
    private static final int ITEMS = 1_000;

    private final ServiceProcess service;
    private final LongSupplier nanoTime;
    private final AtomicLong answers = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile List<Integer> traffic = Trouble.USUAL;
    private volatile boolean hotKey;
    private volatile boolean working = true;

    Callers(ServiceProcess service, LongSupplier nanoTime) {
        this.service = service;
        this.nanoTime = nanoTime;
        for (int i = 0; i < CALLERS; i++) {
            int seed = i;
            threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name("caller-" + i)
                            .start(() -> work(new Random(seed))));
        }
    }

    /// From now on calls come like this; none where the traffic is empty.
    void change(List<Integer> traffic, boolean hotKey) {
        this.traffic = traffic;
        this.hotKey = hotKey;
    }

    long answers() {
        return answers.get();
    }

    private void work(Random random) {
        long next = nanoTime.getAsLong() + random.nextLong(PAUSE_NANOS);
        while (working) {
            LockSupport.parkNanos(next - nanoTime.getAsLong());
            next = Math.max(next + PAUSE_NANOS, nanoTime.getAsLong() - PAUSE_NANOS);
            if (traffic.isEmpty()) {
                continue;
            }
            try {
                call(random);
                answers.incrementAndGet();
            } catch (IOException slowOrGone) {
                LockSupport.parkNanos(PAUSE_NANOS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void call(Random random) throws IOException, InterruptedException {
        int dice = random.nextInt(100);
        int route = 0;
        List<Integer> now = traffic;
        while (route < now.size() - 1 && dice >= now.get(route)) {
            dice -= now.get(route);
            route++;
        }
        int number = random.nextInt(ITEMS);
        switch (route) {
            case 0 ->
                    service.call("GET", "/items/" + (hotKey && number < 600 ? 7 : popular(random)));
            case 1 -> service.call("GET", "/prices/" + number);
            case 2 -> service.call("GET", "/orders/" + number);
            case 3 -> service.call("POST", "/stock/" + number);
            case 4 -> service.call("GET", "/reports");
            default -> service.call("POST", "/checkout");
        }
    }

    /// Half of the reads go to a hundred items.
    private static int popular(Random random) {
        return random.nextBoolean() ? random.nextInt(100) : random.nextInt(ITEMS);
    }

    @Override
    public void close() {
        working = false;
        threads.forEach(Thread::interrupt);
    }
}
