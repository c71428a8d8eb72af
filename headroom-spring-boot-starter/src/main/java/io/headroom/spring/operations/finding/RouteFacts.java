package io.headroom.spring.operations.finding;

import io.headroom.http.timing.Part;
import io.headroom.http.timing.Split;
import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FactSource;
import io.headroom.spring.RequestObserver;
import io.headroom.spring.operations.OwnCalls;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.ErrorResponse;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.ModelAndView;

/// What the routes did over the last fifteen seconds, and where their last server error came from.
/// A request that was refused before a route was chosen for it is none of theirs. Resolves no
/// exception; looks at each. Safe for use by many threads; [#tell] is for one.
final class RouteFacts implements RequestObserver, FactSource, HandlerExceptionResolver, Ordered {

    private static final int TOO_MANY = 429;
    private static final int MOST_ROUTES = 200;
    private static final int LOOKS = 3;
    private static final int PARTS = Part.all().size();
    private static final int COUNT = PARTS;
    private static final int ERRORS = PARTS + 1;
    private static final int NANOS = PARTS + 2;
    private static final int VALUES = PARTS + 3;

    private final LongSupplier nanoTime;
    private final Map<String, AtomicLongArray> routes = new ConcurrentHashMap<>();
    private final Map<String, String> errors = new ConcurrentHashMap<>();
    private final Map<String, Past> past = new HashMap<>();

    RouteFacts(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// The totals of the last looks.
    private static final class Past {

        private final long[][] totals = new long[LOOKS + 1][];
        private final long[] nanos = new long[LOOKS + 1];
        private int looks;

        void add(long now, long[] total) {
            totals[looks % totals.length] = total;
            nanos[looks % totals.length] = now;
            looks++;
        }

        int oldest() {
            return looks < totals.length ? 0 : looks % totals.length;
        }
    }

    @Override
    public void finished(String endpoint, String method, int status, long nanos) {
        AtomicLongArray totals = route(method, endpoint, status);
        if (totals != null) {
            note(totals, status, nanos);
            totals.addAndGet(Part.REST.index(), nanos);
        }
    }

    @Override
    public void finished(String endpoint, String method, int status, long nanos, Split split) {
        AtomicLongArray totals = route(method, endpoint, status);
        if (totals != null) {
            note(totals, status, nanos);
            for (Part part : Part.all()) {
                long spent = split.nanos(part);
                if (spent > 0) {
                    totals.addAndGet(part.index(), spent);
                }
            }
        }
    }

    private @Nullable AtomicLongArray route(String method, String endpoint, int status) {
        boolean refused =
                (status == HttpServletResponse.SC_SERVICE_UNAVAILABLE || status == TOO_MANY)
                        && endpoint.equals(RequestObserver.UNMATCHED);
        if (refused || OwnCalls.isOwn(endpoint)) {
            return null;
        }
        String name = name(method, endpoint);
        AtomicLongArray known = routes.get(name);
        if (known != null || routes.size() >= MOST_ROUTES) {
            return known;
        }
        return routes.computeIfAbsent(name, _ -> new AtomicLongArray(VALUES));
    }

    private static String name(String method, String endpoint) {
        return method + " " + endpoint;
    }

    private static void note(AtomicLongArray totals, int status, long nanos) {
        totals.incrementAndGet(COUNT);
        totals.addAndGet(NANOS, nanos);
        if (status >= 500) {
            totals.incrementAndGet(ERRORS);
        }
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request,
            HttpServletResponse response,
            @Nullable Object handler,
            Exception error) {
        boolean callersFault =
                error instanceof ErrorResponse answer && !answer.getStatusCode().is5xxServerError();
        Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        if (!callersFault && pattern != null) {
            String route = name(request.getMethod(), pattern.toString());
            if (errors.size() < MOST_ROUTES || errors.containsKey(route)) {
                errors.put(route, described(error));
            }
        }
        return null;
    }

    /// The class and the place; the message may hold what nobody should read.
    private static String described(Exception error) {
        StackTraceElement[] stack = error.getStackTrace();
        return stack.length == 0
                ? error.getClass().getName()
                : error.getClass().getName() + " at " + stack[0];
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public void tell(Consumer<Fact> to) {
        long now = nanoTime.getAsLong();
        routes.forEach((name, values) -> {
            long[] totals = new long[VALUES];
            for (int i = 0; i < VALUES; i++) {
                totals[i] = values.get(i);
            }
            Past known = past.computeIfAbsent(name, _ -> new Past());
            known.add(now, totals);
            int oldest = known.oldest();
            double seconds = (now - known.nanos[oldest]) / 1e9;
            if (seconds > 0) {
                to.accept(route(name, known.totals[oldest], totals, seconds));
            }
        });
    }

    private Fact.Route route(String name, long[] before, long[] now, double seconds) {
        long count = now[COUNT] - before[COUNT];
        double each = count == 0 ? 0 : 1e-6 / count;
        Map<String, Double> parts = new HashMap<>();
        for (Part part : Part.all()) {
            long spent = now[part.index()] - before[part.index()];
            if (spent > 0) {
                parts.put(part.label(), spent * each);
            }
        }
        return new Fact.Route(
                name,
                count / seconds,
                (now[ERRORS] - before[ERRORS]) / seconds,
                (now[NANOS] - before[NANOS]) * each,
                Map.copyOf(parts),
                errors.getOrDefault(name, ""));
    }
}
