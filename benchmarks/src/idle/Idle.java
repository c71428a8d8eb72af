import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/// An application without anything, as benchmarks/idle-cost.sh runs it with and without the starter: prints the
/// milliseconds until it was ready, and its resident memory after a collection.
@EnableAutoConfiguration
public class Idle {

    public static void main(String[] arguments) throws Exception {
        long began = ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
        SpringApplication.run(Idle.class, arguments);
        long ready = System.currentTimeMillis();
        Thread.sleep(3_000);
        System.gc();
        String resident =
                Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmRSS"))
                        .findFirst()
                        .orElseThrow()
                        .replaceAll("[^0-9]", "");
        System.out.println("idle " + (ready - began) + " " + Long.parseLong(resident) / 1024);
        System.exit(0);
    }
}
