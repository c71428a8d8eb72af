package io.headroom.spring;

import io.headroom.core.Bytes;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;

/// Refuses request bodies above a limit with 413: at once where the length is announced, else as
/// soon as the limit is passed, so that nobody fills the heap with one request. Uploads
/// (`multipart/form-data`) have limits of their own.
final class RequestBodyLimitFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient Bytes limit;
    private final transient Problems problems;

    RequestBodyLimitFilter(Bytes limit, Problems problems) {
        this.limit = limit;
        this.problems = problems;
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String contentType = request.getContentType();
        if (contentType != null
                && contentType.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
            chain.doFilter(request, response);
            return;
        }
        long announced = request.getContentLengthLong();
        if (announced > limit.count()) {
            problems.write(request, response, new BodyTooLargeException(limit).problem());
            return;
        }
        chain.doFilter(announced >= 0 ? request : new Limited(request, limit), response);
    }

    private static final class Limited extends HttpServletRequestWrapper {

        private final Bytes limit;

        Limited(HttpServletRequest request, Bytes limit) {
            super(request);
            this.limit = limit;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new LimitedStream(super.getInputStream(), limit);
        }
    }

    private static final class LimitedStream extends ServletInputStream {

        private final ServletInputStream source;
        private final Bytes limit;
        private long left;

        LimitedStream(ServletInputStream source, Bytes limit) {
            this.source = source;
            this.limit = limit;
            this.left = limit.count();
        }

        @Override
        public int read() throws IOException {
            int b = source.read();
            if (b >= 0) {
                spend(1);
            }
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = source.read(buffer, offset, length);
            if (read > 0) {
                spend(read);
            }
            return read;
        }

        private void spend(int bytes) {
            left -= bytes;
            if (left < 0) {
                throw new BodyTooLargeException(limit);
            }
        }

        @Override
        public boolean isFinished() {
            return source.isFinished();
        }

        @Override
        public boolean isReady() {
            return source.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            source.setReadListener(listener);
        }
    }
}
