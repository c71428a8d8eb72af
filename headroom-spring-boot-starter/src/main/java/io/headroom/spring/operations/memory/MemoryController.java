package io.headroom.spring.operations.memory;

import io.headroom.operations.memory.Collection;
import io.headroom.operations.memory.LeakReport;
import io.headroom.operations.memory.LeakVerdict;
import io.headroom.operations.memory.MemoryReport;
import io.headroom.operations.memory.MemoryWatch;
import io.headroom.spring.Answer;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.operations.OwnCalls;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `…/memory`, from memory, and `…/memory/gc`.
@RestController
final class MemoryController {

    private static final Logger LOG = LoggerFactory.getLogger(MemoryController.class);

    private final MemoryWatch watch;
    private final OperatorGate gate;

    MemoryController(MemoryWatch watch, OperatorGate gate) {
        this.watch = watch;
        this.gate = gate;
    }

    record Heap(
            long usedBytes, long committedBytes, long maxBytes, @Nullable Double liveSetBytes) {}

    record Leak(
            boolean suspected,
            String reason,
            int majorCollections,
            @Nullable Double bytesPerHour,
            @Nullable Double z,
            @Nullable Double hoursToLimit,
            boolean searching,
            @Nullable LeakReport search) {

        static Leak of(LeakVerdict verdict, boolean searching, LeakReport search) {
            return new Leak(
                    verdict.suspected(),
                    verdict.reason(),
                    verdict.points(),
                    finite(verdict.bytesPerHour()),
                    finite(verdict.z()),
                    finite(verdict.hoursToLimit()),
                    searching,
                    search.isDone() ? search : null);
        }
    }

    record MemoryView(
            Instant at,
            Heap heap,
            @Nullable Long residentBytes,
            Map<String, Long> nativeBytes,
            @Nullable Long otherBytes,
            int threads,
            int classes,
            Map<String, Long> collections,
            Leak leak) {

        static MemoryView of(MemoryReport report) {
            return new MemoryView(
                    report.at(),
                    new Heap(
                            report.heapUsed(),
                            report.heapCommitted(),
                            report.heapMax(),
                            finite(report.liveSet())),
                    known(report.residentBytes()),
                    new TreeMap<>(report.nativeBytes()),
                    known(report.otherBytes()),
                    report.threads(),
                    report.classes(),
                    new TreeMap<>(report.collections()),
                    Leak.of(report.leak(), report.searching(), report.search()));
        }
    }

    /// What the memory is used for, and whether it leaks; at most 4 s old.
    @GetMapping({OwnCalls.BASE + "/memory", "/metrics/memory"})
    ResponseEntity<Answer<MemoryView>> memory(HttpServletRequest request) {
        gate.reads(request);
        return Answer.ok(MemoryView.of(watch.latest()));
    }

    /// Collects garbage; at most once a minute.
    @PostMapping({OwnCalls.BASE + "/memory/gc", "/metrics/memory/gc"})
    ResponseEntity<Answer<Collection>> collect(HttpServletRequest request) {
        String who = gate.changes(request);
        try {
            Collection collection = watch.collect();
            LOG.info(
                    "{} had garbage collected: heap {} B before, {} B after, {} ms",
                    who,
                    collection.heapBefore(),
                    collection.heapAfter(),
                    collection.millis());
            return Answer.ok(collection);
        } catch (IllegalStateException tooSoon) {
            ErrorResponseException refused =
                    new ErrorResponseException(
                            HttpStatus.TOO_MANY_REQUESTS,
                            ProblemDetail.forStatusAndDetail(
                                    HttpStatus.TOO_MANY_REQUESTS, tooSoon.getMessage()),
                            tooSoon);
            refused.getHeaders()
                    .set(
                            HttpHeaders.RETRY_AFTER,
                            Long.toString(watch.untilCollection().toSeconds() + 1));
            throw refused;
        }
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? Math.round(value * 1_000) / 1_000.0 : null;
    }

    private static @Nullable Long known(long bytes) {
        return bytes < 0 ? null : bytes;
    }
}
