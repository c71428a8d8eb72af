package io.headroom.spring.overload;

import io.headroom.spring.OpenStream;
import io.headroom.spring.OperatorCheck;
import io.headroom.spring.Problems;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/// Refuses with 503 and `Retry-After` what is above the limit of concurrent requests, before any
/// work is done for it. An answer that a cache gives before this filter needs no place.
///
/// Health and figures have a reserve, and operators one of their own for what they ask elsewhere: a
/// program that writes with an operator's token must not be what keeps figures from being read.
final class OverloadFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient PriorityPaths priority;
    private final transient AdaptiveLimit limit;
    private final transient Semaphore reserve;
    private final transient Semaphore operatorsReserve;
    private final transient OperatorCheck operators;
    private final transient Problems problems;
    private final transient Rejections rejections;
    private final String retryAfterSeconds;

    OverloadFilter(
            PriorityPaths priority,
            AdaptiveLimit limit,
            int reserve,
            long retryAfterSeconds,
            OperatorCheck operators,
            Problems problems,
            Rejections rejections) {
        this.priority = priority;
        this.limit = limit;
        this.reserve = new Semaphore(reserve);
        this.operatorsReserve = new Semaphore(reserve);
        this.operators = operators;
        this.problems = problems;
        this.rejections = rejections;
        this.retryAfterSeconds = Long.toString(retryAfterSeconds);
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        if (priority.contain(path)) {
            answer(reserved(reserve).or(limit::tryEnter), true, request, response, chain);
            return;
        }
        Optional<Place> place = limit.tryEnter();
        boolean operator = place.isEmpty() && operators.isOperator(request);
        answer(operator ? reserved(operatorsReserve) : place, operator, request, response, chain);
    }

    private void answer(
            Optional<Place> place,
            boolean priority,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        if (place.isEmpty()) {
            rejections.count(priority);
            refuse(request, response);
            return;
        }
        within(place.get(), request, response, chain);
    }

    private static Optional<Place> reserved(Semaphore places) {
        return places.tryAcquire() ? Optional.of(outcome -> places.release()) : Optional.empty();
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, retryAfterSeconds);
        problems.write(
                request,
                response,
                ProblemDetail.forStatusAndDetail(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "The service has as many requests under way as it can answer in time;"
                                + " please try again."));
    }

    private static void within(
            Place place,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        boolean answered = false;
        try {
            chain.doFilter(request, response);
            answered = true;
        } finally {
            if (!answered || OpenStream.isMarked(request)) {
                place.leave(Place.Outcome.TELLS_NOTHING);
            } else if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new OnComplete(place, request, response));
            } else {
                place.leave(Place.Outcome.of(request.getMethod(), response.getStatus()));
            }
        }
    }

    private record OnComplete(Place place, HttpServletRequest request, HttpServletResponse response)
            implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            place.leave(Place.Outcome.of(request.getMethod(), response.getStatus()));
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
