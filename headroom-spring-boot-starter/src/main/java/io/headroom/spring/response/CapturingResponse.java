package io.headroom.spring.response;

import io.headroom.http.cache.CapturedAnswer;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An answer that is held back until it is whole. One that grows too long goes out as it comes, and
/// is not captured. Used by one thread at a time.
final class CapturingResponse extends HeldHead {

    private final int most;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(1024);
    private @Nullable String error;
    private boolean failed;
    private @Nullable ServletOutputStream stream;
    private @Nullable PrintWriter writer;

    /// @param most how many bytes are held back
    CapturingResponse(HttpServletResponse target, int most) {
        super(target);
        this.most = most;
    }

    /// Whether the container is to make the answer, by [#replay].
    boolean hasFailed() {
        return failed;
    }

    /// @param made the `Date` of an answer that names none
    CapturedAnswer answer(String route, Instant made) {
        flushWriter();
        return answer(route, made, body.toByteArray());
    }

    /// Sends the answer as it is.
    void replay() throws IOException {
        flushWriter();
        sendHead();
        if (failed) {
            target().sendError(getStatus(), error);
        } else {
            body.writeTo(target().getOutputStream());
        }
    }

    /// From now on everything goes out as it comes.
    void passThrough() throws IOException {
        if (!isPassing()) {
            flushWriter();
            passHead();
            body.writeTo(target().getOutputStream());
            body.reset();
        }
    }

    private void flushWriter() {
        if (writer != null) {
            writer.flush();
        }
    }

    private final class Body extends ServletOutputStream {

        @Override
        public void write(int b) throws IOException {
            room(1).write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            room(length).write(bytes, offset, length);
        }

        private OutputStream room(int length) throws IOException {
            if (!isPassing() && body.size() + length > most) {
                passThrough();
            }
            return isPassing() ? target().getOutputStream() : body;
        }

        @Override
        public void flush() throws IOException {
            if (isPassing()) {
                target().getOutputStream().flush();
            }
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException(
                    "The answers of a cached route are written without a WriteListener");
        }
    }

    @Override
    public ServletOutputStream getOutputStream() {
        if (stream == null) {
            stream = new Body();
        }
        return stream;
    }

    @Override
    public PrintWriter getWriter() {
        if (writer == null) {
            writer =
                    new PrintWriter(
                            new OutputStreamWriter(
                                    getOutputStream(), Charset.forName(getCharacterEncoding())));
        }
        return writer;
    }

    @Override
    public void flushBuffer() throws IOException {
        flushWriter();
        if (isPassing()) {
            target().flushBuffer();
        }
    }

    @Override
    public void resetBuffer() {
        if (isPassing()) {
            target().resetBuffer();
        }
        body.reset();
    }

    @Override
    public void reset() {
        if (isPassing()) {
            target().reset();
        }
        resetHead();
        body.reset();
        stream = null;
        writer = null;
    }

    @Override
    public boolean isCommitted() {
        return failed || (isPassing() && target().isCommitted());
    }

    @Override
    public void setBufferSize(int size) {
        // Everything is held back.
    }

    @Override
    public void sendError(int code) throws IOException {
        fail(code, null);
    }

    @Override
    public void sendError(int code, @Nullable String message) throws IOException {
        fail(code, message);
    }

    private void fail(int code, @Nullable String message) throws IOException {
        if (isPassing()) {
            target().sendError(code, message);
        }
        body.reset();
        setStatus(code);
        error = message;
        failed = true;
    }

    @Override
    public void sendRedirect(String location, int code, boolean clear) {
        if (clear) {
            body.reset();
        }
        setStatus(code);
        setHeader("Location", location);
    }
}
