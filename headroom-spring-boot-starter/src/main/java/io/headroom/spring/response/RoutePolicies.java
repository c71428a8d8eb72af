package io.headroom.spring.response;

import io.headroom.http.cache.ResponsePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.server.PathContainer;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.condition.PathPatternsRequestCondition;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/// Which paths are cached, and how. Safe for use by many threads.
final class RoutePolicies {

    private record Declared(PathPattern pattern, @Nullable ResponsePolicy policy) {}

    private final List<Declared> configured;

    /// Handlers are known only after the context has started.
    private final Supplier<List<Declared>> annotated;

    RoutePolicies(
            ResponseCacheProperties properties,
            Supplier<List<Map.Entry<RequestMappingInfo, HandlerMethod>>> handlers) {
        ResponsePolicy defaults = properties.defaults().over(ResponsePolicy.defaults());
        List<Declared> routes = new ArrayList<>();
        for (ResponseCacheProperties.Route route : properties.routes()) {
            routes.add(
                    new Declared(
                            PathPatternParser.defaultInstance.parse(route.path()),
                            route.enabled() ? route.policy().over(defaults) : null));
        }
        configured = List.copyOf(routes);
        annotated = SingletonSupplier.of(() -> annotated(handlers.get(), defaults));
    }

    private static List<Declared> annotated(
            List<Map.Entry<RequestMappingInfo, HandlerMethod>> handlers, ResponsePolicy defaults) {
        List<Declared> found = new ArrayList<>();
        handlers.forEach(entry -> {
            CachedResponse declared = annotation(entry.getValue());
            PathPatternsRequestCondition paths = entry.getKey().getPathPatternsCondition();
            if (declared != null && paths != null && reads(entry.getKey())) {
                ResponsePolicy policy = policy(declared).over(defaults);
                paths.getPatterns().forEach(pattern -> found.add(new Declared(pattern, policy)));
            }
        });
        found.sort((one, other) ->
                PathPattern.SPECIFICITY_COMPARATOR.compare(one.pattern(), other.pattern()));
        return List.copyOf(found);
    }

    private static boolean reads(RequestMappingInfo mapping) {
        var methods = mapping.getMethodsCondition().getMethods();
        return methods.isEmpty() || methods.contains(RequestMethod.GET);
    }

    private static @Nullable CachedResponse annotation(HandlerMethod handler) {
        CachedResponse ofMethod =
                AnnotatedElementUtils.findMergedAnnotation(
                        handler.getMethod(), CachedResponse.class);
        return ofMethod == null
                ? AnnotatedElementUtils.findMergedAnnotation(
                        handler.getBeanType(), CachedResponse.class)
                : ofMethod;
    }

    private static ResponseCacheProperties.Policy policy(CachedResponse declared) {
        return new ResponseCacheProperties.Policy(
                duration(declared.ttl()),
                duration(declared.staleWhileRevalidate()),
                duration(declared.staleIfError()),
                duration(declared.negativeTtl()),
                text(declared.cacheControl()),
                text(declared.cdnCacheControl()),
                declared.sharedWithAuthorized() ? Boolean.TRUE : null,
                declared.tags().length == 0 ? null : Arrays.asList(declared.tags()));
    }

    private static @Nullable Duration duration(String text) {
        return text.isEmpty() ? null : DurationStyle.detectAndParse(text);
    }

    private static @Nullable String text(String text) {
        return text.isEmpty() ? null : text;
    }

    /// The policy of a path; null when it is not cached.
    @Nullable ResponsePolicy of(String path) {
        PathContainer parsed = PathContainer.parsePath(path);
        for (Declared declared : configured) {
            if (declared.pattern().matches(parsed)) {
                return declared.policy();
            }
        }
        for (Declared declared : annotated.get()) {
            if (declared.pattern().matches(parsed)) {
                return declared.policy();
            }
        }
        return null;
    }
}
