package io.headroom.marketplace.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.marketplace.Marketplace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A shop of three processes, as `./headroom run --nodes 3` starts it; `benchmarks/never-stale.sh`
/// does the same 10,000 times.
class NeverStaleIT {

    private static final int TRIES = 240;
    private static final Duration START = Duration.ofMinutes(5);

    @TempDir Path directory;

    @Test
    void everyNodeServesTheNewVersionAtTheMomentAWriteReturnedAlsoWhileRedisDies()
            throws Exception {
        Path data = directory.toRealPath().resolve("data");
        Process shop = start(data);
        try {
            awaitReady(shop, data.resolve("run.json"));
            NeverStale.Result result = new NeverStale(data, TRIES, 17, System.out).perform();
            assertThat(result.wrong().values()).as(result.text()).containsOnly(0);
            assertThat(result.tries()).isEqualTo(TRIES);
            assertThat(result.askedAgain()).as(result.text()).isLessThan((int) result.reads() / 20);
            assertThat(result.kills()).isPositive();
        } finally {
            shop.destroy();
            if (!shop.waitFor(Duration.ofSeconds(60))) {
                shop.destroyForcibly();
            }
        }
    }

    private Process start(Path data) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                                List.of(
                                        NodeJvm.java(),
                                        "-Xmx96m",
                                        "-XX:+UseSerialGC",
                                        "-XX:TieredStopAtLevel=1",
                                        "--enable-native-access=ALL-UNNAMED",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        FakeShop.class.getName(),
                                        Marketplace.class.getName(),
                                        "run",
                                        "--nodes",
                                        "3",
                                        "--port",
                                        Integer.toString(Ports.free(3)),
                                        "--data",
                                        data.toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("out.txt").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("HEADROOM_"));
        return builder.start();
    }

    private void awaitReady(Process shop, Path runFile) throws Exception {
        long deadline = System.nanoTime() + START.toNanos();
        while (!Files.exists(runFile)) {
            assertThat(shop.isAlive() && System.nanoTime() < deadline)
                    .as(Files.readString(directory.resolve("out.txt")))
                    .isTrue();
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
