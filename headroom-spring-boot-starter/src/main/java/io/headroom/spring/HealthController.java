package io.headroom.spring;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/health` says that the process answers; `/health/ready` says whether it can do its work.
@RestController
final class HealthController {

    private final Dependencies dependencies;
    private final InstantSource clock;

    HealthController(Dependencies dependencies, InstantSource clock) {
        this.dependencies = dependencies;
        this.clock = clock;
    }

    record Live(String status) {}

    record Dependency(
            boolean healthy,
            boolean required,
            double latencyMillis,
            String message,
            double ageSeconds) {}

    record Ready(String status, Map<String, Dependency> dependencies) {}

    @GetMapping("/health")
    ResponseEntity<Live> live() {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(new Live("UP"));
    }

    /// 200 when every required dependency is well, else 503. `DEGRADED` is ready without something
    /// that the service can do without.
    @GetMapping("/health/ready")
    ResponseEntity<Ready> ready() {
        Map<String, Dependency> shown = new LinkedHashMap<>();
        boolean degraded = false;
        for (Map.Entry<String, Dependencies.Result> entry : dependencies.results()) {
            Dependencies.Result result = entry.getValue();
            degraded |= !result.healthy();
            double age = Duration.between(result.checkedAt(), clock.instant()).toMillis() / 1e3;
            shown.put(
                    entry.getKey(),
                    new Dependency(
                            result.healthy(),
                            result.required(),
                            result.latencyMillis(),
                            result.message(),
                            age));
        }
        boolean ready = dependencies.ready();
        String status = !ready ? "DOWN" : degraded ? "DEGRADED" : "UP";
        return ResponseEntity.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .cacheControl(CacheControl.noStore())
                .body(new Ready(status, shown));
    }
}
