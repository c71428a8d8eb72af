package io.headroom.spring.timing;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodClassKey;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;

/// Which methods are annotated, and as what. Safe for use by many threads.
final class TrackedMethods {

    private static final List<Class<? extends Annotation>> ANNOTATIONS =
            List.of(
                    TrackPerformance.class,
                    TrackDbQuery.class,
                    TrackCache.class,
                    TrackSearch.class,
                    TrackRecommendation.class);

    /// One annotation of a method.
    record Tracking(Kind kind, String name) {}

    private final Map<MethodClassKey, List<Tracking>> known = new ConcurrentHashMap<>();

    /// The annotations of a method of the class, the outermost first; none for most.
    List<Tracking> of(Method method, @Nullable Class<?> targetClass) {
        return known.computeIfAbsent(
                new MethodClassKey(method, targetClass), key -> read(method, targetClass));
    }

    /// Whether a method is annotated; remembers nothing, since all methods of all beans are looked
    /// at once.
    static boolean isTracked(Method method, Class<?> targetClass) {
        return !read(method, targetClass).isEmpty();
    }

    /// Whether the class can have annotated methods at all.
    static boolean isCandidate(Class<?> type) {
        return !type.getName().startsWith("org.springframework.")
                && AnnotationUtils.isCandidateClass(type, ANNOTATIONS);
    }

    private static List<Tracking> read(Method method, @Nullable Class<?> targetClass) {
        Method specific = AopUtils.getMostSpecificMethod(method, targetClass);
        MergedAnnotations annotations =
                MergedAnnotations.from(specific, SearchStrategy.TYPE_HIERARCHY);
        List<Tracking> found = new ArrayList<>(1);
        for (Class<? extends Annotation> type : ANNOTATIONS) {
            MergedAnnotation<? extends Annotation> annotation = annotations.get(type);
            Tracked tracked = type.getAnnotation(Tracked.class);
            if (annotation.isPresent() && tracked != null) {
                String own = annotation.getString("value");
                found.add(new Tracking(tracked.value(), own.isEmpty() ? name(specific) : own));
            }
        }
        return List.copyOf(found);
    }

    private static String name(Method method) {
        return ClassUtils.getUserClass(method.getDeclaringClass()).getSimpleName()
                + '.'
                + method.getName();
    }
}
