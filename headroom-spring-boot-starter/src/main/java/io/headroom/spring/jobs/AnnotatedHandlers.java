package io.headroom.spring.jobs;

import io.headroom.jobs.HandledJob;
import io.headroom.jobs.JobContext;
import io.headroom.jobs.JobType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;

/// Finds the methods that [HandlesJob] marks.
final class AnnotatedHandlers {

    private AnnotatedHandlers() {}

    static List<HandledJob<?>> of(ConfigurableListableBeanFactory beans) {
        List<HandledJob<?>> found = new ArrayList<>();
        for (String name : beans.getBeanNamesForType(Object.class, true, false)) {
            Class<?> type = AutoProxyUtils.determineTargetClass(beans, name);
            if (type == null || type.getName().startsWith("org.springframework.")) {
                continue;
            }
            Map<Method, HandlesJob> methods =
                    MethodIntrospector.selectMethods(
                            type,
                            (MethodIntrospector.MetadataLookup<HandlesJob>)
                                    method ->
                                            AnnotatedElementUtils.findMergedAnnotation(
                                                    method, HandlesJob.class));
            methods.forEach(
                    (method, marked) -> found.add(handler(beans.getBean(name), method, marked)));
        }
        return found;
    }

    private static HandledJob<?> handler(Object bean, Method method, HandlesJob marked) {
        Class<?>[] parameters = method.getParameterTypes();
        boolean fits =
                (parameters.length == 1
                                || (parameters.length == 2 && parameters[1] == JobContext.class))
                        && parameters[0].isRecord();
        if (!fits) {
            throw new IllegalStateException(
                    "@HandlesJob needs a method with a record as its first parameter, and a JobContext or nothing as"
                            + " its second: "
                            + method);
        }
        return handler(
                bean,
                method,
                marked,
                parameters[0].asSubclass(Record.class),
                parameters.length == 2);
    }

    private static <P extends Record> HandledJob<P> handler(
            Object bean, Method method, HandlesJob marked, Class<P> payload, boolean withContext) {
        Method callable = AopUtils.selectInvocableMethod(method, bean.getClass());
        callable.trySetAccessible();
        JobType<P> type =
                JobType.of(marked.type(), payload)
                        .inQueue(marked.queue())
                        .version(marked.version());
        return new HandledJob<>(
                type,
                (data, context) -> {
                    try {
                        if (withContext) {
                            callable.invoke(bean, data, context);
                        } else {
                            callable.invoke(bean, data);
                        }
                    } catch (InvocationTargetException e) {
                        switch (e.getCause()) {
                            case Exception exception -> throw exception;
                            case Error error -> throw error;
                            case null, default -> throw e;
                        }
                    }
                });
    }
}
