package io.headroom.spring.cache;

import io.headroom.cache.Cache;
import io.headroom.cache.HeadroomCaches;
import io.headroom.spring.CacheSettings;
import io.headroom.spring.HeadroomCacheProperties;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/// Registers a bean `Cache<K, V>` for each cache under `headroom.cache.caches` that has a `value`.
final class DeclaredCaches implements ImportBeanDefinitionRegistrar {

    private final Environment environment;
    private final BeanFactory beans;
    private final ClassLoader classes;

    DeclaredCaches(Environment environment, BeanFactory beans, @Nullable ClassLoader classes) {
        this.environment = environment;
        this.beans = beans;
        this.classes = classes == null ? ClassLoader.getSystemClassLoader() : classes;
    }

    @Override
    public void registerBeanDefinitions(
            AnnotationMetadata importer, BeanDefinitionRegistry registry) {
        settings(environment).forEach((name, settings) -> register(name, settings, registry));
    }

    private static Map<String, CacheSettings> settings(Environment environment) {
        return Binder.get(environment)
                .bindOrCreate("headroom.cache", HeadroomCacheProperties.class)
                .caches();
    }

    /// The types of values that are declared.
    static ValueTypes types(Environment environment, ClassLoader classes) {
        ValueTypes types = new ValueTypes();
        settings(environment)
                .forEach((name, settings) -> {
                    if (settings.value() != null) {
                        types.declare(name, ValueType.parse(settings.value(), classes));
                    }
                });
        return types;
    }

    private void register(String name, CacheSettings settings, BeanDefinitionRegistry registry) {
        String path = "headroom.cache.caches." + name;
        if (settings.value() == null) {
            if (settings.key() != null) {
                throw new IllegalArgumentException(
                        path
                                + ".key is set, but "
                                + path
                                + ".value, the type of the values, is not");
            }
            return;
        }
        if (registry.containsBeanDefinition(name)) {
            throw new IllegalArgumentException(
                    path
                            + ".value makes a bean '"
                            + name
                            + "', but there is another bean of that name; rename the cache or the"
                            + " bean");
        }
        DeclaredKeys keys = DeclaredKeys.of(settings.key());
        ValueType values = valueType(path, settings.value());
        RootBeanDefinition bean = new RootBeanDefinition();
        bean.setTargetType(
                ResolvableType.forClassWithGenerics(
                        Cache.class, ResolvableType.forClass(keys.type()), values.type()));
        bean.setInstanceSupplier(() -> cache(name, keys, values));
        registry.registerBeanDefinition(name, bean);
    }

    private ValueType valueType(String path, String text) {
        ValueType type;
        try {
            type = ValueType.parse(text, classes);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(path + ".value: " + e.getMessage(), e);
        }
        if (!type.isDeclared()) {
            throw new IllegalArgumentException(
                    path
                            + ".value is "
                            + text
                            + ", but values cannot be read back by that type alone; name a class"
                            + " with all its type arguments");
        }
        return type;
    }

    private Cache<?, ?> cache(String name, DeclaredKeys keys, ValueType values) {
        return beans.getBean(HeadroomCaches.class)
                .cache(
                        beans.getBean(HeadroomCacheProperties.class).options(name),
                        keys.codec(),
                        values.codec());
    }
}
