package io.headroom.spring.response;

import io.headroom.http.CorrelationId;
import io.headroom.http.cache.Delivery;
import io.headroom.http.cache.Found;
import io.headroom.http.cache.RequestHead;
import io.headroom.http.cache.ResponseCache;
import io.headroom.http.cache.ResponseResult;
import io.headroom.spring.RequestObserver;
import io.headroom.spring.overload.PriorityPaths;
import io.headroom.spring.response.tomcat.HeadBuffer;
import io.headroom.spring.response.tomcat.InlineAnswers;
import io.micrometer.core.instrument.Counter;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the response cache has ready: fresh, and in the coding that is asked for.
///
/// @param refused counts the requests that were refused
/// @param priority what is never refused here
/// @param contextPath what the application's paths begin with, empty for nothing
/// @param retryAfterSeconds when a refused caller may try again
record CachedAnswers(
        ResponseCache cache,
        List<RequestObserver> observers,
        Counter refused,
        PriorityPaths priority,
        String contextPath,
        long retryAfterSeconds)
        implements InlineAnswers {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/._~%+,;:@-]{1,500}");

    private static final String CORRELATION = CorrelationId.HEADER + ": ";

    @Override
    public @Nullable Delivery find(RequestHead request) {
        return cache.find(request) instanceof Found.Fresh(var answer)
                ? Delivery.of(request, answer)
                : null;
    }

    @Override
    public void appendLines(RequestHead request, Delivery delivery, HeadBuffer to) {
        long now = cache.nanoTime();
        to.append("Age: ").append(delivery.answer().ageSeconds(now));
        to.append("\r\nCache-Status: headroom-response; hit; ttl=");
        to.append(delivery.answer().ttlSeconds(now)).append("\r\n");
        to.append(CORRELATION);
        String offered = request.header(CorrelationId.HEADER);
        if (offered == null) {
            to.append(CorrelationId.LENGTH_OF_NEW, CachedAnswers::writeNew);
        } else {
            to.append(CorrelationId.accept(offered, ThreadLocalRandom.current()).value());
        }
        to.append("\r\n");
    }

    private static void writeNew(byte[] to, int at) {
        CorrelationId.writeNew(ThreadLocalRandom.current(), to, at);
    }

    @Override
    public void answered(String method, Delivery delivery, ResponseResult result, long nanos) {
        cache.count(result);
        for (int i = 0; i < observers.size(); i++) {
            observers.get(i).finished(delivery.answer().route(), method, delivery.status(), nanos);
        }
    }

    /// Not to health checks, for figures and of callers that may be operators.
    @Override
    public @Nullable Refusal refusal(RequestHead request) {
        String target = request.target();
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        if (hasPriority(path) || request.header("Authorization") != null) {
            return null;
        }
        refused.increment();
        String id =
                CorrelationId.accept(
                                request.header(CorrelationId.HEADER), ThreadLocalRandom.current())
                        .value();
        String instance = PLAIN.matcher(path).matches() ? path : "/";
        String problem =
                """
                {"type":"about:blank","title":"Service Unavailable","status":503,\
                "detail":"Too many requests are under way; please try again.",\
                "instance":"%s","correlationId":"%s"}\
                """
                        .formatted(instance, id);
        return new Refusal(id, problem, retryAfterSeconds);
    }

    private boolean hasPriority(String path) {
        return path.startsWith(contextPath)
                && priority.contain(path.substring(contextPath.length()));
    }

    @Override
    public long nanoTime() {
        return cache.nanoTime();
    }
}
