package io.headroom.spring.response;

import io.headroom.http.HttpDate;
import io.headroom.http.cache.CapturedAnswer;
import io.headroom.http.cache.HeaderField;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/// An answer that is held back until it is whole. One that grows too long goes out as it comes, and
/// is not captured. Used by one thread at a time.
final class CapturingResponse extends HttpServletResponseWrapper {

    private static final String CONTENT_TYPE = "Content-Type";
    private static final String DATE = "Date";
    private static final String CONTENT_LENGTH = "Content-Length";

    private final HttpServletResponse target;
    private final int most;
    private final List<HeaderField> headers = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(1024);
    private int status = SC_OK;
    private @Nullable String charset;
    private @Nullable String error;
    private boolean failed;
    private boolean passing;
    private @Nullable ServletOutputStream stream;
    private @Nullable PrintWriter writer;

    /// @param most how many bytes are held back
    CapturingResponse(HttpServletResponse target, int most) {
        super(target);
        this.target = target;
        this.most = most;
    }

    /// Whether the answer goes out as it comes.
    boolean isPassing() {
        return passing;
    }

    int status() {
        return status;
    }

    /// Whether the container is to make the answer, by [#replay].
    boolean hasFailed() {
        return failed;
    }

    /// @param made the `Date` of an answer that names none
    CapturedAnswer answer(String route, Instant made) {
        flushWriter();
        if (!containsHeader(DATE)) {
            headers.add(new HeaderField(DATE, HttpDate.format(made)));
        }
        return new CapturedAnswer(route, status, headers, body.toByteArray());
    }

    /// Sends the answer as it is.
    void replay() throws IOException {
        flushWriter();
        sendHead();
        if (failed) {
            target.sendError(status, error);
        } else {
            body.writeTo(target.getOutputStream());
        }
    }

    /// From now on everything goes out as it comes.
    void passThrough() throws IOException {
        if (!passing) {
            flushWriter();
            passing = true;
            sendHead();
            body.writeTo(target.getOutputStream());
            body.reset();
        }
    }

    private void sendHead() {
        target.setStatus(status);
        for (HeaderField field : headers) {
            if (!field.name().equalsIgnoreCase(CONTENT_LENGTH)) {
                if (field.name().equalsIgnoreCase(CONTENT_TYPE)) {
                    target.setContentType(field.value());
                } else {
                    target.addHeader(field.name(), field.value());
                }
            }
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
            if (!passing && body.size() + length > most) {
                passThrough();
            }
            return passing ? target.getOutputStream() : body;
        }

        @Override
        public void flush() throws IOException {
            if (passing) {
                target.getOutputStream().flush();
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
        if (passing) {
            target.flushBuffer();
        }
    }

    @Override
    public void resetBuffer() {
        if (passing) {
            target.resetBuffer();
        }
        body.reset();
    }

    @Override
    public void reset() {
        if (passing) {
            target.reset();
        }
        headers.clear();
        body.reset();
        status = SC_OK;
        charset = null;
        stream = null;
        writer = null;
    }

    @Override
    public boolean isCommitted() {
        return failed || (passing && target.isCommitted());
    }

    @Override
    public void setBufferSize(int size) {
        // Everything is held back.
    }

    @Override
    public void setStatus(int status) {
        if (passing) {
            target.setStatus(status);
        }
        this.status = status;
    }

    @Override
    public int getStatus() {
        return status;
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
        if (passing) {
            target.sendError(code, message);
        }
        body.reset();
        status = code;
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

    @Override
    public void setHeader(String name, @Nullable String value) {
        headers.removeIf(field -> field.name().equalsIgnoreCase(name));
        addHeader(name, value);
    }

    @Override
    public void addHeader(String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        if (passing) {
            target.addHeader(name, value);
        } else if (name.equalsIgnoreCase(CONTENT_TYPE)) {
            setContentType(value);
        } else {
            headers.add(new HeaderField(name, value));
        }
    }

    @Override
    public void setIntHeader(String name, int value) {
        setHeader(name, Integer.toString(value));
    }

    @Override
    public void addIntHeader(String name, int value) {
        addHeader(name, Integer.toString(value));
    }

    @Override
    public void setDateHeader(String name, long date) {
        setHeader(name, date(date));
    }

    @Override
    public void addDateHeader(String name, long date) {
        addHeader(name, date(date));
    }

    private static String date(long millis) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC));
    }

    @Override
    public void addCookie(Cookie cookie) {
        // What has a cookie is not kept; the container writes it.
        headers.add(new HeaderField("Set-Cookie", cookie.getName() + '=' + cookie.getValue()));
    }

    @Override
    public boolean containsHeader(String name) {
        return headers.stream().anyMatch(field -> field.name().equalsIgnoreCase(name));
    }

    @Override
    public @Nullable String getHeader(String name) {
        return headers.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(HeaderField::value)
                .findFirst()
                .orElse(null);
    }

    @Override
    public Collection<String> getHeaders(String name) {
        return headers.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(HeaderField::value)
                .toList();
    }

    @Override
    public Collection<String> getHeaderNames() {
        Collection<String> names = new LinkedHashSet<>();
        headers.forEach(field -> names.add(field.name()));
        return names;
    }

    @Override
    public void setContentType(@Nullable String type) {
        headers.removeIf(field -> field.name().equalsIgnoreCase(CONTENT_TYPE));
        if (type == null) {
            return;
        }
        if (passing) {
            target.setContentType(type);
        }
        Charset named = charsetOf(type);
        if (named != null) {
            charset = named.name();
        }
        headers.add(new HeaderField(CONTENT_TYPE, type));
    }

    private static @Nullable Charset charsetOf(String type) {
        try {
            return MediaType.parseMediaType(type).getCharset();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public @Nullable String getContentType() {
        return getHeader(CONTENT_TYPE);
    }

    @Override
    public void setCharacterEncoding(@Nullable String name) {
        charset = name;
        String type = getContentType();
        if (name != null && type != null && charsetOf(type) == null && isText(type)) {
            setContentType(type + ";charset=" + name);
        }
    }

    /// JSON has one encoding and no such parameter (RFC 8259, section 8.1 and 11).
    private static boolean isText(String type) {
        return type.regionMatches(true, 0, "text/", 0, 5);
    }

    @Override
    public String getCharacterEncoding() {
        return charset == null ? StandardCharsets.ISO_8859_1.name() : charset;
    }

    @Override
    public void setLocale(Locale locale) {
        setHeader("Content-Language", locale.toLanguageTag());
    }

    @Override
    public void setContentLength(int length) {
        setContentLengthLong(length);
    }

    @Override
    public void setContentLengthLong(long length) {
        // Known when the answer is whole.
    }
}
