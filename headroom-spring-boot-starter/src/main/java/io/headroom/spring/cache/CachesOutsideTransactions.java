package io.headroom.spring.cache;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.config.CacheManagementConfigUtils;
import org.springframework.core.Ordered;

/// Puts Spring's cache interceptor around its transaction interceptor, where a method has both: its
/// result is then stored after the commit, and evictions come after it. By default Spring leaves it
/// to the order of bean definitions; an order that `@EnableCaching` states is kept.
final class CachesOutsideTransactions implements BeanFactoryPostProcessor {

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        String advisor = CacheManagementConfigUtils.CACHE_ADVISOR_BEAN_NAME;
        if (!beans.containsBeanDefinition(advisor)) {
            return;
        }
        for (String name : beans.getBeanDefinitionNames()) {
            if (isOrdered(beans.getBeanDefinition(name))) {
                return;
            }
        }
        beans.getBeanDefinition(advisor)
                .getPropertyValues()
                .add("order", Ordered.LOWEST_PRECEDENCE - 1);
    }

    private static boolean isOrdered(BeanDefinition bean) {
        if (!(bean instanceof AnnotatedBeanDefinition annotated)) {
            return false;
        }
        Map<String, @Nullable Object> enabled =
                annotated.getMetadata().getAnnotationAttributes(EnableCaching.class.getName());
        return enabled != null && !Objects.equals(enabled.get("order"), Ordered.LOWEST_PRECEDENCE);
    }
}
