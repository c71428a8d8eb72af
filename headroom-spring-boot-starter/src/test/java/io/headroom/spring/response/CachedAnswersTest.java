package io.headroom.spring.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.http.cache.RequestHead;
import io.headroom.http.cache.ResponseCache;
import io.headroom.http.cache.ResponseCacheOptions;
import io.headroom.spring.overload.PriorityPaths;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CachedAnswersTest {

    private final Counter refused = new SimpleMeterRegistry().counter("refused");
    private final CachedAnswers answers =
            new CachedAnswers(
                    new ResponseCache(ResponseCacheOptions.defaults(), System::nanoTime),
                    List.of(),
                    refused,
                    PriorityPaths.with(List.of("/catalog/metrics")),
                    "/shop",
                    3);

    private record Asked(String target, Map<String, String> headers) implements RequestHead {

        @Override
        public String method() {
            return "GET";
        }

        @Override
        public @Nullable String header(String name) {
            return headers.get(name);
        }
    }

    private boolean isRefused(String target) {
        return answers.refusal(new Asked(target, Map.of())) != null;
    }

    @Test
    void whatMustAnswerIsLetInBelowTheContextPath() {
        assertThat(isRefused("/shop/health/ready")).isFalse();
        assertThat(isRefused("/shop/metrics?names=a")).isFalse();
        assertThat(isRefused("/shop/catalog/metrics/json")).isFalse();
        assertThat(isRefused("/shop/catalog/items")).isTrue();
        assertThat(isRefused("/shop/healthy")).isTrue();
        assertThat(isRefused("/health")).isTrue();
        assertThat(isRefused("/")).isTrue();
        assertThat(refused.count()).isEqualTo(4);
    }

    @Test
    void aRefusalSaysWhenToTryAgainAndRepeatsNoHostilePath() {
        var refusal = Objects.requireNonNull(answers.refusal(new Asked("/shop/\"<b>", Map.of())));
        assertThat(refusal.retryAfterSeconds()).isEqualTo(3);
        assertThat(refusal.problem()).contains("\"instance\":\"/\"").doesNotContain("<b>");
        assertThat(answers.refusal(new Asked("/a", Map.of("Authorization", "Bearer x")))).isNull();
    }
}
