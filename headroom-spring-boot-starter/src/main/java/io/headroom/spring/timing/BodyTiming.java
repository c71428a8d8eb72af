package io.headroom.spring.timing;

import io.headroom.http.timing.Part;
import io.headroom.http.timing.RequestProfile;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.MethodParameter;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.AsyncHandlerMethodReturnValueHandler;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.HandlerMethodReturnValueHandlerComposite;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/// Counts as [Part#SERIALISATION] what Spring MVC does with a handler's return value: for a body,
/// that is all from the handler's return to the last byte handed to the container. Interceptors
/// come too late for it, since the body is written before they are called.
final class BodyTiming implements BeanPostProcessor {

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof RequestMappingHandlerAdapter adapter) {
            List<HandlerMethodReturnValueHandler> handlers = adapter.getReturnValueHandlers();
            if (handlers != null) {
                adapter.setReturnValueHandlers(List.of(new Timed(handlers)));
            }
        }
        return bean;
    }

    private static final class Timed implements AsyncHandlerMethodReturnValueHandler {

        private final List<HandlerMethodReturnValueHandler> handlers;
        private final HandlerMethodReturnValueHandlerComposite all =
                new HandlerMethodReturnValueHandlerComposite();

        Timed(List<HandlerMethodReturnValueHandler> handlers) {
            this.handlers = List.copyOf(handlers);
            all.addHandlers(handlers);
        }

        @Override
        public boolean supportsReturnType(MethodParameter returnType) {
            return all.supportsReturnType(returnType);
        }

        @Override
        public boolean isAsyncReturnValue(
                @Nullable Object returnValue, MethodParameter returnType) {
            for (HandlerMethodReturnValueHandler handler : handlers) {
                if (handler instanceof AsyncHandlerMethodReturnValueHandler async
                        && async.isAsyncReturnValue(returnValue, returnType)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public void handleReturnValue(
                @Nullable Object returnValue,
                MethodParameter returnType,
                ModelAndViewContainer container,
                NativeWebRequest request)
                throws Exception {
            try (var _ = RequestProfile.current().begin(Part.SERIALISATION)) {
                all.handleReturnValue(returnValue, returnType, container, request);
            }
        }
    }
}
