package io.headroom.spring.cache;

import io.headroom.cache.HeadroomCaches;
import io.headroom.spring.HeadroomCacheAutoConfiguration;
import io.headroom.spring.HeadroomCacheProperties;
import java.util.function.Supplier;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.AnnotationCacheOperationSource;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

/// Caches declared in configuration as beans, transactions, and, with `@EnableCaching` and no other
/// `CacheManager`, the caches of Spring's annotations.
@AutoConfiguration(
        after = HeadroomCacheAutoConfiguration.class,
        beforeName = "org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration")
@Import(DeclaredCaches.class)
public class HeadroomCachingAutoConfiguration {

    @Bean
    ReadYourWrites headroomReadYourWrites(HeadroomCacheProperties properties) {
        return new ReadYourWrites(properties.sessionHeader());
    }

    @Bean
    TransactionalCaches headroomTransactionalCaches(HeadroomCaches caches, ReadYourWrites session) {
        return new TransactionalCaches(caches, session);
    }

    /// The annotations. Idle, this costs a look at the methods of each bean when it is made.
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(CacheAspectSupport.class)
    @ConditionalOnMissingBean(CacheManager.class)
    static class Annotations {

        @Bean
        CacheManager cacheManager(
                BeanFactory beans,
                HeadroomCaches caches,
                HeadroomCacheProperties properties,
                ValueTypes types,
                TransactionalCaches transactions,
                ReadYourWrites session) {
            return new AnnotatedCaches(beans, caches, properties, types, transactions, session);
        }

        @Bean
        static CachesOutsideTransactions headroomCachesOutsideTransactions() {
            return new CachesOutsideTransactions();
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static ValueTypes headroomValueTypes(Environment environment, ResourceLoader resources) {
            return DeclaredCaches.types(environment, classes(resources));
        }

        private static ClassLoader classes(ResourceLoader resources) {
            ClassLoader classes = resources.getClassLoader();
            return classes == null ? ClassLoader.getSystemClassLoader() : classes;
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static TagExpressions headroomTagExpressions() {
            return new TagExpressions();
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static AnnotatedMethods headroomAnnotatedMethods(
                ValueTypes types, TagExpressions expressions) {
            return new AnnotatedMethods(new AnnotationCacheOperationSource(), types, expressions);
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static AnnotatedCalls headroomAnnotatedCalls(
                TagExpressions expressions, ObjectProvider<TransactionalCaches> transactions) {
            Supplier<TransactionalCaches> provider = transactions::getObject;
            return new AnnotatedCalls(new AnnotationCacheOperationSource(), expressions, provider);
        }
    }
}
