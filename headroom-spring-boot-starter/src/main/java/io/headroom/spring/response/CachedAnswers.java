package io.headroom.spring.response;

import io.headroom.http.CorrelationId;
import io.headroom.http.cache.Delivery;
import io.headroom.http.cache.Found;
import io.headroom.http.cache.RequestHead;
import io.headroom.http.cache.ResponseCache;
import io.headroom.http.cache.ResponseResult;
import io.headroom.spring.RequestObserver;
import io.headroom.spring.response.tomcat.HeadBuffer;
import io.headroom.spring.response.tomcat.InlineAnswers;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// What the response cache has ready: fresh, and in the coding that is asked for.
record CachedAnswers(ResponseCache cache, List<RequestObserver> observers)
        implements InlineAnswers {

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
        to.append(CorrelationId.HEADER).append(": ");
        to.append(
                CorrelationId.accept(
                                request.header(CorrelationId.HEADER), ThreadLocalRandom.current())
                        .value());
        to.append("\r\n");
    }

    @Override
    public void answered(String method, Delivery delivery, ResponseResult result, long nanos) {
        cache.count(result);
        for (int i = 0; i < observers.size(); i++) {
            observers.get(i).finished(delivery.answer().route(), method, delivery.status(), nanos);
        }
    }

    @Override
    public long nanoTime() {
        return cache.nanoTime();
    }
}
