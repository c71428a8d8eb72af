package io.headroom.spring.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.cache.Cache;
import io.headroom.cache.HeadroomCaches;
import io.headroom.spring.HeadroomCacheAutoConfiguration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Configuration;

class DeclaredCachesTest {

    record Item(long id) {}

    record Card(String title) {}

    private static final String ITEM = Item.class.getName();
    private static final String CARD = Card.class.getName();

    private final ApplicationContextRunner service =
            new ApplicationContextRunner()
                    .withConfiguration(
                            AutoConfigurations.of(
                                    HeadroomCacheAutoConfiguration.class,
                                    HeadroomCachingAutoConfiguration.class));

    static class Shop {
        final Cache<Long, Item> items;
        final Cache<UUID, Map<String, List<Card>>> byType;

        Shop(
                @Qualifier("items") Cache<Long, Item> items,
                @Qualifier("texts") Cache<String, String> texts,
                Cache<UUID, Map<String, List<Card>>> byType) {
            this.items = items;
            this.byType = byType;
            var _ = texts.put("a", "b");
        }
    }

    @Test
    void declaredCachesAreBeansOfTheirTypes() {
        service.withBean(Shop.class)
                .withPropertyValues(
                        "headroom.cache.caches.items.key=long",
                        "headroom.cache.caches.items.value=" + ITEM,
                        "headroom.cache.caches.items.ttl=5m",
                        "headroom.cache.caches.other-items.key=long",
                        "headroom.cache.caches.other-items.value=" + ITEM,
                        "headroom.cache.caches.texts.value=java.lang.String",
                        "headroom.cache.caches.boards.key=uuid",
                        "headroom.cache.caches.boards.value=java.util.Map<java.lang.String, java.util.List<"
                                + CARD
                                + ">>")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    Shop shop = context.getBean(Shop.class);
                    assertThat(shop.items.getOrLoad(1L, Item::new)).isEqualTo(new Item(1));
                    assertThat(shop.items.options().loading().ttl()).hasMinutes(5);
                    assertThat(shop.byType.options().name()).isEqualTo("boards");
                    assertThat(context.getBean(HeadroomCaches.class).find("texts")).isPresent();
                });
    }

    @Test
    void aCacheWithoutTypeIsOptionsAlone() {
        service.withPropertyValues("headroom.cache.caches.items.ttl=5m")
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean("items");
                });
    }

    @Test
    void aMistakeFailsTheStartByTheNameOfItsProperty() {
        assertFails(
                "headroom.cache.caches.items.value: there is no class 'com.example.Missing'",
                "headroom.cache.caches.items.value=com.example.Missing");
        assertFails(
                "headroom.cache.caches.items.value is java.util.List, but values cannot be read",
                "headroom.cache.caches.items.value=java.util.List");
        assertFails(
                "headroom.cache.caches.items.key is set, but headroom.cache.caches.items.value",
                "headroom.cache.caches.items.key=long");
        assertFails(
                "headroom.cache.caches.headroomCaches.value makes a bean",
                "headroom.cache.caches.headroomCaches.value=java.lang.String");
        assertFails(
                "CacheSettings.KeyType",
                "headroom.cache.caches.items.value=java.lang.String",
                "headroom.cache.caches.items.key=date");
        assertFails(
                "headroom.cache.caches.items: ttl must be positive",
                "headroom.cache.caches.items.value=java.lang.String",
                "headroom.cache.caches.items.ttl=0s");
    }

    @EnableCaching
    @Configuration
    static class Annotated {}

    static class Reads {
        @Cacheable("items")
        public Item find(int id) {
            return new Item(id);
        }

        @CacheEvict("items")
        public void evictByText(String id) {}
    }

    @Test
    void annotationsUseADeclaredCacheWithItsKeys() {
        service.withUserConfiguration(Annotated.class)
                .withBean(Reads.class)
                .withPropertyValues(
                        "headroom.cache.caches.items.key=long",
                        "headroom.cache.caches.items.value=" + ITEM)
                .run(context -> {
                    Reads reads = context.getBean(Reads.class);
                    assertThat(reads.find(3)).isEqualTo(new Item(3));
                    @SuppressWarnings("unchecked")
                    Cache<Long, Item> items = context.getBean("items", Cache.class);
                    assertThat(items.get(3L)).isEqualTo(new Item(3));
                    assertThatThrownBy(() -> reads.evictByText("3"))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("Cache 'items' is declared with keys of Long");
                });
    }

    static class OtherReads {
        @CachePut("items")
        public Card card(long id) {
            return new Card("" + id);
        }
    }

    @Test
    void twoTypesInOneCacheFailTheStart() {
        service.withUserConfiguration(Annotated.class)
                .withBean(Reads.class)
                .withBean(OtherReads.class)
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .rootCause()
                                .hasMessageContaining(
                                        "Cache 'items' would hold values of two types")
                                .hasMessageContaining("find(int)")
                                .hasMessageContaining("card(long)"));
        assertAnnotatedFails(
                "headroom.cache.caches.items.value",
                Reads.class,
                "headroom.cache.caches.items.value=" + CARD);
    }

    static class Future {
        @Cacheable("later")
        public CompletableFuture<Item> find(long id) {
            return CompletableFuture.completedFuture(new Item(id));
        }
    }

    static class BadTag {
        @Cacheable("tagged")
        @CacheTags("'item:' + ")
        public Item find(long id) {
            return new Item(id);
        }
    }

    static class LonelyTag {
        @CacheTags("'item'")
        public Item find(long id) {
            return new Item(id);
        }
    }

    @Test
    void whatCannotWorkFailsTheStart() {
        assertAnnotatedFails("write @Cacheable(sync = true)", Future.class);
        assertAnnotatedFails("is malformed", BadTag.class);
        assertAnnotatedFails("has a meaning beside @Cacheable", LonelyTag.class);
    }

    static class Untyped {
        int reads;

        @Cacheable("anything")
        public Object find(long id) {
            reads++;
            return "x" + id;
        }
    }

    @Test
    void valuesWithoutATypeStayInTheProcess() {
        service.withUserConfiguration(Annotated.class)
                .withBean(Untyped.class)
                .run(context -> {
                    Untyped untyped = context.getBean(Untyped.class);
                    assertThat(untyped.find(1)).isEqualTo("x1").isSameAs(untyped.find(1));
                });
    }

    @Test
    void aLimitByBytesNeedsAType() {
        assertAnnotatedFails(
                "set headroom.cache.caches.anything.value",
                Untyped.class,
                "headroom.cache.caches.anything.max-bytes=1MB");
    }

    private void assertAnnotatedFails(String message, Class<?> bean, String... settings) {
        service.withUserConfiguration(Annotated.class)
                .withBean(bean)
                .withPropertyValues(settings)
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining(message));
    }

    private void assertFails(String message, String... settings) {
        service.withPropertyValues(settings)
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining(message));
    }
}
