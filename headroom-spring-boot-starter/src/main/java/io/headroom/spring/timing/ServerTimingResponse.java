package io.headroom.spring.timing;

import io.headroom.http.timing.Part;
import io.headroom.http.timing.RequestProfile;
import io.headroom.http.timing.Split;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/// Says in `Server-Timing` (W3C) where the time went until the answer's first byte was written:
/// then the headers leave. What follows is in the figures of the route only.
final class ServerTimingResponse extends HttpServletResponseWrapper {

    static final String HEADER = "Server-Timing";

    private final RequestProfile profile;
    private boolean told;
    private @Nullable ServletOutputStream stream;
    private @Nullable PrintWriter writer;

    ServerTimingResponse(HttpServletResponse response, RequestProfile profile) {
        super(response);
        this.profile = profile;
    }

    /// Sets the header, unless it is set or the headers have left.
    void tell() {
        if (!told && !isCommitted()) {
            told = true;
            setHeader(HEADER, text(profile.split()));
        }
    }

    static String text(Split split) {
        StringBuilder text = new StringBuilder();
        for (Part part : Part.values()) {
            if (split.nanos(part) > 0) {
                append(text, part.label(), split.nanos(part)).append(", ");
            }
        }
        return append(text, "total", split.totalNanos()).toString();
    }

    private static StringBuilder append(StringBuilder text, String name, long nanos) {
        long micros = (nanos + 500) / 1_000;
        text.append(name).append(";dur=").append(micros / 1_000).append('.');
        for (long digits = 100; digits > 0; digits /= 10) {
            text.append(micros / digits % 10);
        }
        return text;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (stream == null) {
            stream = new TellingStream(super.getOutputStream());
        }
        return stream;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (writer == null) {
            writer = new TellingWriter(super.getWriter());
        }
        return writer;
    }

    @Override
    public void flushBuffer() throws IOException {
        tell();
        super.flushBuffer();
    }

    @Override
    public void sendError(int status) throws IOException {
        tell();
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        tell();
        super.sendError(status, message);
    }

    @Override
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        tell();
        super.sendRedirect(location, status, clearBuffer);
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        tell();
        super.sendRedirect(location);
    }

    private final class TellingWriter extends PrintWriter {

        TellingWriter(PrintWriter target) {
            super(target);
        }

        @Override
        public void write(int character) {
            tell();
            super.write(character);
        }

        @Override
        public void write(char[] text, int offset, int length) {
            tell();
            super.write(text, offset, length);
        }

        @Override
        public void write(String text, int offset, int length) {
            tell();
            super.write(text, offset, length);
        }

        @Override
        public void flush() {
            tell();
            super.flush();
        }
    }

    private final class TellingStream extends ServletOutputStream {

        private final ServletOutputStream target;

        TellingStream(ServletOutputStream target) {
            this.target = target;
        }

        @Override
        public void write(int b) throws IOException {
            tell();
            target.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            tell();
            target.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            tell();
            target.flush();
        }

        @Override
        public void close() throws IOException {
            tell();
            target.close();
        }

        @Override
        public boolean isReady() {
            return target.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            target.setWriteListener(listener);
        }
    }
}
