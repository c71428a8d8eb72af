package io.headroom.spring.correlation;

import io.headroom.http.CorrelationId;
import java.net.http.HttpRequest;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/// The correlation id of what the current thread works on; it stands in the logging context.
///
/// Spring's executors and schedulers, `@Async`, `RestClient` and `RestTemplate` carry it by
/// themselves. These methods are for threads and clients of one's own.
public final class Correlation {

    private Correlation() {}

    /// The id; empty outside of anything that has one.
    public static Optional<CorrelationId> current() {
        String id = MDC.get(CorrelationId.LOG_KEY);
        return id == null ? Optional.empty() : Optional.of(new CorrelationId(id));
    }

    /// The task under the id that the calling thread has now; on whatever thread it runs, that
    /// thread afterwards has the id that it had before. A caller without an id gives each run a new
    /// one.
    public static Runnable carried(Runnable task) {
        String id = MDC.get(CorrelationId.LOG_KEY);
        return () -> {
            String before = enter(id);
            try {
                task.run();
            } finally {
                leave(before);
            }
        };
    }

    /// The same for a task with a result.
    public static <T> Callable<T> carriedCall(Callable<T> task) {
        String id = MDC.get(CorrelationId.LOG_KEY);
        return () -> {
            String before = enter(id);
            try {
                return task.call();
            } finally {
                leave(before);
            }
        };
    }

    /// The request, which tells the called service the id, so that both log under it; unchanged
    /// when there is none.
    public static HttpRequest.Builder told(HttpRequest.Builder request) {
        current().ifPresent(id -> request.setHeader(CorrelationId.HEADER, id.value()));
        return request;
    }

    private static @Nullable String enter(@Nullable String id) {
        String before = MDC.get(CorrelationId.LOG_KEY);
        MDC.put(
                CorrelationId.LOG_KEY,
                id != null ? id : CorrelationId.accept(null, ThreadLocalRandom.current()).value());
        return before;
    }

    private static void leave(@Nullable String before) {
        if (before == null) {
            MDC.remove(CorrelationId.LOG_KEY);
        } else {
            MDC.put(CorrelationId.LOG_KEY, before);
        }
    }
}
