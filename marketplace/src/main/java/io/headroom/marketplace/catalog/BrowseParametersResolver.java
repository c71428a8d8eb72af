package io.headroom.marketplace.catalog;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/// Reads [BrowseParameters] from the query. Spring's own binding would, too, but parses the
/// annotations of the record's constructor for each request, which took a seventh of the time of an
/// answer that is made.
final class BrowseParametersResolver implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == BrowseParameters.class;
    }

    @Override
    public BrowseParameters resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        return new BrowseParameters(
                value(request, "category"),
                value(request, "brand"),
                value(request, "merchant"),
                value(request, "minPrice"),
                value(request, "maxPrice"),
                value(request, "inStock"),
                value(request, "sort"),
                value(request, "lang"),
                value(request, "limit"),
                value(request, "cursor"),
                value(request, "total"),
                value(request, "fields"));
    }

    /// Several values are told together, as Spring does: no parameter takes a list so.
    private static @Nullable String value(NativeWebRequest request, String name) {
        String[] values = request.getParameterValues(name);
        return values == null ? null : String.join(",", values);
    }
}
