package io.headroom.spring.response.tomcat;

import io.headroom.http.cache.RequestHead;
import org.apache.coyote.Request;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.http.MimeHeaders;
import org.jspecify.annotations.Nullable;

/// A request that Tomcat has just read.
record CoyoteRequestHead(Request request) implements RequestHead {

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String target() {
        MessageBytes query = request.queryString();
        String path = request.requestURI().toString();
        return query.isNull() ? path : path + '?' + query;
    }

    @Override
    public @Nullable String header(String name) {
        MimeHeaders headers = request.getMimeHeaders();
        int first = headers.findHeader(name, 0);
        if (first < 0) {
            return null;
        }
        String value = headers.getValue(first).toString();
        int next = headers.findHeader(name, first + 1);
        return next < 0 ? value : joined(headers, name, value, next);
    }

    private static String joined(MimeHeaders headers, String name, String first, int next) {
        StringBuilder joined = new StringBuilder(first);
        for (int i = next; i >= 0; i = headers.findHeader(name, i + 1)) {
            joined.append(", ").append(headers.getValue(i));
        }
        return joined.toString();
    }
}
