package io.headroom.spring.response;

import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.ReadTrace;
import io.headroom.http.cache.CapturedAnswer;
import io.headroom.http.cache.Delivery;
import io.headroom.http.cache.Flight;
import io.headroom.http.cache.Found;
import io.headroom.http.cache.HeaderField;
import io.headroom.http.cache.Representation;
import io.headroom.http.cache.RequestHead;
import io.headroom.http.cache.ResponseCache;
import io.headroom.http.cache.ResponsePolicy;
import io.headroom.http.cache.ResponseResult;
import io.headroom.http.cache.StoredAnswer;
import io.headroom.http.cache.Verdict;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.HandlerMapping;

/// Answers from the response cache what it has, and lets one request of those that ask for the same
/// ask the application for the rest.
final class ResponseCacheFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(ResponseCacheFilter.class);

    private final transient ResponseCache cache;
    private final transient RoutePolicies policies;
    private final transient HeadroomCaches caches;
    private final int mostHeld;
    private final transient InstantSource clock;

    /// @param mostHeld how many bytes of an answer are held back to be stored
    ResponseCacheFilter(
            ResponseCache cache,
            RoutePolicies policies,
            HeadroomCaches caches,
            int mostHeld,
            InstantSource clock) {
        this.cache = cache;
        this.policies = policies;
        this.caches = caches;
        this.mostHeld = mostHeld;
        this.clock = clock;
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Exchange exchange = new Exchange(request, response, chain);
        switch (cache.find(exchange.head)) {
            case Found.Fresh(StoredAnswer answer) -> exchange.send(answer, ResponseResult.HIT);
            case Found.Stale(StoredAnswer answer) -> exchange.sendAndRefresh(answer);
            case Found.Expired(StoredAnswer answer) -> exchange.ask(answer);
            case Found.Missing() -> exchange.ask(null);
            case Found.Bypassed() -> exchange.pass();
        }
    }

    /// One request on its way. What it must not do twice is to run the chain.
    private final class Exchange {

        private final HttpServletRequest request;
        private final HttpServletResponse response;
        private final FilterChain chain;
        private final RequestHead head;

        Exchange(HttpServletRequest request, HttpServletResponse response, FilterChain chain) {
            this.request = request;
            this.response = response;
            this.chain = chain;
            head = new ServletRequestHead(request);
        }

        void pass() throws IOException, ServletException {
            if (request.getMethod().equals("GET")) {
                cache.count(ResponseResult.BYPASS);
            }
            HttpServletRequest asked = PlainRequest.withOwnTags(request);
            if (!InvalidatingResponse.isDueFor(request)) {
                chain.doFilter(asked, response);
                return;
            }
            InvalidatingResponse invalidation =
                    new InvalidatingResponse(cache, head, request, response);
            chain.doFilter(asked, invalidation);
            invalidation.afterwards();
        }

        /// @param fallback what is served if the application fails; null for nothing
        void ask(@Nullable StoredAnswer fallback) throws IOException, ServletException {
            ResponsePolicy policy = policies.of(request.getRequestURI());
            if (policy == null || !request.getMethod().equals("GET")) {
                chain.doFilter(PlainRequest.withOwnTags(request), response);
                return;
            }
            Flight flight = cache.lead(head);
            if (!flight.isOwn() && joined(flight)) {
                return;
            }
            try {
                lead(policy, flight, fallback);
            } finally {
                flight.land(false);
            }
        }

        private boolean joined(Flight flight) throws IOException {
            try {
                if (flight.join() && cache.find(head) instanceof Found.Fresh(StoredAnswer answer)) {
                    send(answer, ResponseResult.COLLAPSED);
                    return true;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return false;
        }

        private void lead(ResponsePolicy policy, Flight flight, @Nullable StoredAnswer fallback)
                throws IOException, ServletException {
            CapturingResponse captured = new CapturingResponse(response, mostHeld);
            ReadTrace trace = trace(policy);
            try {
                run(captured, trace);
            } catch (IOException | ServletException | RuntimeException e) {
                if (captured.isPassing() || !isUsable(fallback)) {
                    throw e;
                }
                log.warn("{} failed; the last answer is served", request.getRequestURI(), e);
                send(fallback, ResponseResult.FALLBACK);
                return;
            }
            if (request.isAsyncStarted()) {
                captured.passThrough();
            }
            if (captured.isPassing()) {
                cache.count(ResponseResult.MISS);
                return;
            }
            if (captured.getStatus() >= 500 && isUsable(fallback)) {
                send(fallback, ResponseResult.FALLBACK);
                return;
            }
            StoredAnswer stored =
                    captured.hasFailed() ? null : stored(flight, policy, captured, trace);
            if (stored != null) {
                flight.land(true);
                send(stored, ResponseResult.MISS, captured.cacheStatus());
                return;
            }
            cache.count(ResponseResult.MISS);
            captured.replay();
        }

        private ReadTrace trace(ResponsePolicy policy) {
            ReadTrace trace = caches.trace();
            trace.tag(policy.tags());
            return trace;
        }

        private void run(CapturingResponse captured, ReadTrace trace)
                throws IOException, ServletException {
            try {
                trace.<@Nullable Void, Exception>of(() -> {
                    chain.doFilter(PlainRequest.whole(request), captured);
                    return null;
                });
            } catch (IOException | ServletException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new ServletException(e);
            }
        }

        private @Nullable StoredAnswer stored(
                Flight flight, ResponsePolicy policy, CapturingResponse captured, ReadTrace trace) {
            Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
            CapturedAnswer answer =
                    captured.answer(pattern == null ? "" : pattern.toString(), clock.instant());
            return switch (cache.store(flight, head, policy, answer, new TracedProvenance(trace))) {
                case Verdict.Stored(StoredAnswer stored) -> stored;
                case Verdict.Refused(String _) -> null;
            };
        }

        private boolean isUsable(@Nullable StoredAnswer fallback) {
            return fallback != null && fallback.isFallback(cache.nanoTime());
        }

        /// The client has its answer before the application is asked.
        void sendAndRefresh(StoredAnswer stale) throws IOException {
            send(stale, ResponseResult.STALE);
            ResponsePolicy policy = policies.of(request.getRequestURI());
            if (policy == null || !request.getMethod().equals("GET")) {
                return;
            }
            Flight flight = cache.lead(head);
            if (!flight.isOwn()) {
                return;
            }
            try {
                response.flushBuffer();
                CapturingResponse captured = new CapturingResponse(response, Integer.MAX_VALUE);
                ReadTrace trace = trace(policy);
                run(captured, trace);
                if (!captured.hasFailed() && !request.isAsyncStarted()) {
                    flight.land(stored(flight, policy, captured, trace) != null);
                }
            } catch (IOException | ServletException | RuntimeException e) {
                log.warn("{} could not be made anew", request.getRequestURI(), e);
            } finally {
                flight.land(false);
            }
        }

        void send(@Nullable StoredAnswer answer, ResponseResult result) throws IOException {
            if (answer != null) {
                send(answer, result, null);
            }
        }

        /// @param inner what the caches behind this one say in `Cache-Status`
        private void send(StoredAnswer answer, ResponseResult result, @Nullable String inner)
                throws IOException {
            Delivery delivery = cache.deliver(head, answer);
            request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, answer.route());
            boolean known = delivery.status() == HttpServletResponse.SC_NOT_MODIFIED;
            cache.count(
                    known && result == ResponseResult.HIT ? ResponseResult.NOT_MODIFIED : result);
            response.setStatus(delivery.status());
            for (HeaderField field : answer.headers()) {
                response.addHeader(field.name(), field.value());
            }
            long now = cache.nanoTime();
            response.setHeader("Age", Long.toString(answer.ageSeconds(now)));
            response.setHeader("ETag", delivery.tag().toString());
            String status = CacheStatusField.of(answer, result, now);
            response.setHeader(
                    CacheStatusField.NAME,
                    inner == null ? status : String.join(", ", inner, status));
            if (delivery.status() == answer.status()) {
                Representation representation = delivery.representation();
                if (representation.isEncoded()) {
                    response.setHeader("Content-Encoding", representation.coding().token());
                }
                if (representation.length() >= 0) {
                    response.setContentLength(representation.length());
                }
                if (delivery.hasBody()) {
                    response.getOutputStream().write(representation.body());
                }
            }
        }
    }
}
