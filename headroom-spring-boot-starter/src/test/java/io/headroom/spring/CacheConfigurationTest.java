package io.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.cache.CacheOptions;
import io.headroom.cache.Consistency;
import io.headroom.cache.L1Limit;
import io.headroom.core.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class CacheConfigurationTest {

    private final ApplicationContextRunner service =
            new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(HeadroomCacheAutoConfiguration.class));

    @Test
    void theNamedPoliciesHaveTheTimesOfTheSpecification() {
        Map<String, Integer> seconds =
                Map.ofEntries(
                        Map.entry("user-profile", 600),
                        Map.entry("user-search", 300),
                        Map.entry("user-skills", 600),
                        Map.entry("feed", 120),
                        Map.entry("post", 300),
                        Map.entry("comments", 180),
                        Map.entry("product-list", 600),
                        Map.entry("product", 900),
                        Map.entry("search-result", 300),
                        Map.entry("recommendation", 1_800),
                        Map.entry("query-embedding", 3_600),
                        Map.entry("suggestion", 1_800),
                        Map.entry("token", 300),
                        Map.entry("permission", 300),
                        Map.entry("merchant-dashboard", 300),
                        Map.entry("media-metadata", 3_600),
                        Map.entry("item", 3_600),
                        Map.entry("list", 900),
                        Map.entry("search", 900));
        String[] caches =
                seconds.keySet().stream()
                        .map(policy -> "headroom.cache.caches.c-" + policy + ".policy=" + policy)
                        .toArray(String[]::new);
        with(
                properties ->
                        seconds.forEach((policy, ttl) ->
                                assertThat(properties.options("c-" + policy).loading().ttl())
                                        .as(policy)
                                        .isEqualTo(Duration.ofSeconds(ttl))),
                caches);
    }

    @Test
    void anApplicationChangesAPolicy() {
        with(
                properties ->
                        assertThat(properties.options("posts").loading().ttl())
                                .isEqualTo(Duration.ofMinutes(7)),
                "headroom.cache.policies.post.ttl=7m",
                "headroom.cache.caches.posts.policy=post");
    }

    @Test
    void aCacheGoesOverItsPolicyAndThePolicyOverTheDefaults() {
        with(
                properties -> {
                    CacheOptions options = properties.options("posts");
                    assertThat(options.loading().negativeTtl()).isEqualTo(Duration.ofSeconds(9));
                    assertThat(options.loading().ttl()).isEqualTo(Duration.ofMinutes(5));
                    assertThat(options.loading().timeout()).isEqualTo(Duration.ofSeconds(3));
                    assertThat(properties.options("unknown").loading().ttl())
                            .isEqualTo(Duration.ofSeconds(50));
                },
                "headroom.cache.defaults.ttl=50s",
                "headroom.cache.defaults.timeout=3s",
                "headroom.cache.defaults.negative-ttl=8s",
                "headroom.cache.caches.posts.policy=post",
                "headroom.cache.caches.posts.negative-ttl=9s");
    }

    @Test
    void everyOptionOfACacheIsConfigurable() {
        with(
                properties -> {
                    CacheOptions options = properties.options("a");
                    assertThat(options.valueVersion()).isEqualTo(4);
                    assertThat(options.loading().ttlJitter()).isEqualTo(0.25);
                    assertThat(options.loading().softTimeout()).isEqualTo(Duration.ofMillis(80));
                    assertThat(options.loading().staleOnError()).isEqualTo(Duration.ofMinutes(2));
                    assertThat(options.loading().staleWhileRevalidate())
                            .isEqualTo(Duration.ofSeconds(4));
                    assertThat(options.loading().earlyRefresh()).isEqualTo(2);
                    assertThat(options.loading().tags()).isEqualTo(List.of("shop", "eu"));
                    assertThat(options.consistency())
                            .isEqualTo(Consistency.available(Duration.ofSeconds(30)));
                    assertThat(options.awaitApplied()).isEqualTo(Duration.ofMillis(300));
                    assertThat(options.degradedLoads()).isEqualTo(5);
                    assertThat(options.l1()).isEqualTo(new L1Limit.Weight(Bytes.ofMegabytes(64)));
                    assertThat(options.l2().enabled()).isFalse();
                    assertThat(options.l2().readBudget()).isEqualTo(Duration.ofMillis(7));
                    assertThat(options.l2().compressionThreshold())
                            .isEqualTo(Bytes.ofKilobytes(100));
                },
                "headroom.cache.caches.a.value-version=4",
                "headroom.cache.caches.a.ttl-jitter=0.25",
                "headroom.cache.caches.a.soft-timeout=80ms",
                "headroom.cache.caches.a.stale-on-error=2m",
                "headroom.cache.caches.a.stale-while-revalidate=4s",
                "headroom.cache.caches.a.early-refresh=2",
                "headroom.cache.caches.a.tags=shop,eu",
                "headroom.cache.caches.a.consistency=available",
                "headroom.cache.caches.a.available-for=30s",
                "headroom.cache.caches.a.await-applied=300ms",
                "headroom.cache.caches.a.degraded-loads=5",
                "headroom.cache.caches.a.max-bytes=64MB",
                "headroom.cache.caches.a.l2=false",
                "headroom.cache.caches.a.read-budget=7ms",
                "headroom.cache.caches.a.compression-threshold=100KB");
    }

    @Test
    void strictOverAvailableDefaultsIsStrict() {
        with(
                properties -> {
                    assertThat(properties.options("a").consistency())
                            .isEqualTo(Consistency.strict());
                    assertThat(properties.options("b").consistency())
                            .isEqualTo(Consistency.available(Duration.ofSeconds(5)));
                },
                "headroom.cache.defaults.consistency=available",
                "headroom.cache.caches.a.consistency=strict",
                "headroom.cache.caches.b.available-for=5s");
    }

    @Test
    void nonsenseIsRefusedByTheNameOfItsProperty() {
        assertRefused(
                "headroom.cache.caches.a: ttl must be positive", "headroom.cache.caches.a.ttl=0s");
        assertRefused(
                "headroom.cache.caches.a.policy is 'posts', but the policies are [",
                "headroom.cache.caches.a.policy=posts");
        assertRefused(
                "headroom.cache.caches.a: max-entries and max-bytes exclude each other",
                "headroom.cache.caches.a.max-entries=3",
                "headroom.cache.caches.a.max-bytes=3MB");
        assertRefused(
                "headroom.cache.defaults: ttlJitter must be",
                "headroom.cache.defaults.ttl-jitter=1.5");
    }

    @Test
    void contradictionsFailTheStart() {
        assertFails(
                "headroom.cache.redis.nodes must name at least one server",
                "headroom.cache.redis.mode=cluster");
        assertFails(
                "headroom.cache.redis.nodes needs headroom.cache.redis.mode",
                "headroom.cache.redis.nodes=redis://127.0.0.1:1");
        assertFails(
                "headroom.cache.redis-url names a single server",
                "headroom.cache.redis-url=redis://127.0.0.1:1",
                "headroom.cache.redis.mode=replicated",
                "headroom.cache.redis.nodes=redis://127.0.0.1:1");
        assertFails(
                "headroom.cache.policies.x must not set policy, key or value",
                "headroom.cache.policies.x.value=java.lang.String");
        assertFails(
                "headroom.cache.redis: keyPrefix must be",
                "headroom.cache.redis-url=redis://127.0.0.1:1",
                "headroom.cache.redis.key-prefix=a b");
    }

    private void with(Consumer<HeadroomCacheProperties> check, String... settings) {
        service.withPropertyValues(settings)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    check.accept(context.getBean(HeadroomCacheProperties.class));
                });
    }

    private void assertRefused(String message, String... settings) {
        with(
                properties ->
                        assertThatThrownBy(() -> properties.options("a"))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessageContaining(message),
                settings);
    }

    private void assertFails(String message, String... settings) {
        service.withPropertyValues(settings)
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining(message));
    }
}
