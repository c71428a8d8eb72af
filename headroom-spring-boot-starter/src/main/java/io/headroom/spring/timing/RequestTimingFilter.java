package io.headroom.spring.timing;

import io.headroom.http.timing.RequestProfile;
import io.headroom.http.timing.Split;
import io.headroom.spring.OpenStream;
import io.headroom.spring.OperatorCheck;
import io.headroom.spring.RequestObserver;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;
import org.springframework.web.servlet.HandlerMapping;

/// Times every request, with where its time went, and tells the [RequestObserver]s. A request that
/// goes on asynchronously ends when it is complete; what its other threads do is seen only while
/// the container dispatches it. An [OpenStream] ends when it opens.
final class RequestTimingFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;
    private static final String PROFILE = RequestTimingFilter.class.getName() + ".profile";

    private final transient List<RequestObserver> observers;
    private final transient SlowRequests slow;
    private final transient OperatorCheck operators;
    private final transient LongSupplier nanoTime;

    RequestTimingFilter(
            List<RequestObserver> observers,
            SlowRequests slow,
            OperatorCheck operators,
            LongSupplier nanoTime) {
        this.observers = List.copyOf(observers);
        this.slow = slow;
        this.operators = operators;
        this.nanoTime = nanoTime;
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getDispatcherType() == DispatcherType.ASYNC
                && request.getAttribute(PROFILE) instanceof RequestProfile begun) {
            within(begun, request, response, chain);
            return;
        }
        RequestProfile profile = RequestProfile.start(nanoTime, () -> pattern(request, ""));
        ServerTimingResponse told =
                operators.isOperator(request) ? new ServerTimingResponse(response, profile) : null;
        boolean answered = false;
        try {
            within(profile, request, told == null ? response : told, chain);
            answered = true;
        } finally {
            if (answered && OpenStream.isMarked(request)) {
                finish(request, HttpServletResponse.SC_OK, profile);
            } else if (answered && request.isAsyncStarted()) {
                request.setAttribute(PROFILE, profile);
                request.getAsyncContext().addListener(new OnComplete(request, response, profile));
            } else {
                if (told != null) {
                    told.tell();
                }
                finish(
                        request,
                        answered
                                ? response.getStatus()
                                : HttpServletResponse.SC_INTERNAL_SERVER_ERROR,
                        profile);
            }
        }
    }

    private static void within(
            RequestProfile profile,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        try {
            profile.call(() -> {
                chain.doFilter(request, response);
                return Boolean.TRUE;
            });
        } catch (IOException | ServletException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e); // the chain declares no other
        }
    }

    private static String pattern(HttpServletRequest request, String unknown) {
        Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        return pattern == null ? unknown : pattern.toString();
    }

    private void finish(HttpServletRequest request, int status, RequestProfile profile) {
        String endpoint = pattern(request, RequestObserver.UNMATCHED);
        Split split = profile.split();
        long nanos = split.totalNanos();
        for (RequestObserver observer : observers) {
            observer.finished(endpoint, request.getMethod(), status, nanos, split);
        }
        slow.finished(request, endpoint, status, nanos, split, profile);
    }

    private final class OnComplete implements AsyncListener {

        private final HttpServletRequest request;
        private final HttpServletResponse response;
        private final RequestProfile profile;

        OnComplete(
                HttpServletRequest request, HttpServletResponse response, RequestProfile profile) {
            this.request = request;
            this.response = response;
            this.profile = profile;
        }

        @Override
        public void onComplete(AsyncEvent event) {
            finish(request, response.getStatus(), profile);
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // complete follows
        }

        @Override
        public void onError(AsyncEvent event) {
            // complete follows
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
