package io.headroom.spring.response;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Where the poller of Tomcat answers.
class InlineResponseCacheIT extends ResponseCacheSuite {

    /// The key, the texts of the head and what Tomcat takes are 430 once all is compiled.
    private static final long MOST_BYTES_OF_A_HIT = 1_000;

    private static final int BATCH = 50;

    @Override
    List<String> properties() {
        return List.of("--spring.threads.virtual.enabled=true");
    }

    @Test
    void aHitLeavesLittleToTheCollector() throws IOException {
        String hit =
                RawClient.get(
                        "/items/17?lang=en", "Accept-Encoding", "gzip, br", "User-Agent", "t");
        askOften(hit);
        long before = allocatedByPollers();
        int hits = askOften(hit);
        long each = (allocatedByPollers() - before) / hits;
        assertThat(each).as("bytes of each hit").isLessThan(MOST_BYTES_OF_A_HIT);
    }

    /// Over several connections: each may ask a thousand times.
    private int askOften(String request) throws IOException {
        int asked = 0;
        for (int connection = 0; connection < 10; connection++) {
            try (RawClient client = new RawClient(port())) {
                for (int batch = 0; batch < 18; batch++) {
                    client.send(request.repeat(BATCH));
                    for (int i = 0; i < BATCH; i++) {
                        assertThat(client.answer(false).status()).isEqualTo(200);
                        asked++;
                    }
                }
            }
        }
        return asked;
    }

    private static long allocatedByPollers() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("-Poller"))
                .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.threadId()))
                .sum();
    }
}
