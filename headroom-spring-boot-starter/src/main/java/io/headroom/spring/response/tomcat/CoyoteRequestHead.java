package io.headroom.spring.response.tomcat;

import io.headroom.http.cache.RequestHead;
import java.nio.charset.StandardCharsets;
import org.apache.coyote.Request;
import org.apache.tomcat.util.buf.ByteChunk;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.http.MimeHeaders;
import org.jspecify.annotations.Nullable;

/// The request that a processor has just read, one after the other. Used by one thread at a time.
final class CoyoteRequestHead implements RequestHead {

    private final Request request;

    // What most clients say alike is read once: a text is made only where it is another one.
    private String host = "";
    private String codings = "";

    CoyoteRequestHead(Request request) {
        this.request = request;
    }

    Request request() {
        return request;
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the same buffer, not one with the same bytes
    public String target() {
        MessageBytes path = request.requestURI();
        MessageBytes query = request.queryString();
        if (query.isNull()) {
            return path.toString();
        }
        ByteChunk start = path.getByteChunk();
        ByteChunk end = query.getByteChunk();
        boolean asCame =
                path.getType() == MessageBytes.T_BYTES
                        && query.getType() == MessageBytes.T_BYTES
                        && start.getBytes() == end.getBytes()
                        && start.getEnd() + 1 == end.getStart();
        return asCame
                ? new String(
                        start.getBytes(),
                        start.getStart(),
                        end.getEnd() - start.getStart(),
                        StandardCharsets.ISO_8859_1)
                : path.toString() + '?' + query;
    }

    @Override
    public @Nullable String header(String name) {
        MimeHeaders headers = request.getMimeHeaders();
        int first = headers.findHeader(name, 0);
        if (first < 0) {
            return null;
        }
        MessageBytes value = headers.getValue(first);
        int next = headers.findHeader(name, first + 1);
        if (next >= 0) {
            return joined(headers, name, value.toString(), next);
        }
        if (name.equals("Host")) {
            host = text(value, host);
            return host;
        }
        if (name.equals("Accept-Encoding")) {
            codings = text(value, codings);
            return codings;
        }
        return value.toString();
    }

    private static String text(MessageBytes value, String known) {
        return value.equals(known) ? known : value.toString();
    }

    private static String joined(MimeHeaders headers, String name, String first, int next) {
        StringBuilder joined = new StringBuilder(first);
        for (int i = next; i >= 0; i = headers.findHeader(name, i + 1)) {
            joined.append(", ").append(headers.getValue(i));
        }
        return joined.toString();
    }
}
