package io.headroom.spring.response;

import io.headroom.http.HttpDate;
import io.headroom.http.cache.CapturedAnswer;
import io.headroom.http.cache.HeaderField;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/// The status and the headers of an answer that is held back, until it [#isPassing]. Used by one
/// thread at a time.
abstract class HeldHead extends HttpServletResponseWrapper {

    private static final String CONTENT_TYPE = "Content-Type";
    private static final String DATE = "Date";
    private static final String CONTENT_LENGTH = "Content-Length";
    private static final String SET_COOKIE = "Set-Cookie";

    private final HttpServletResponse target;
    private final HeldHeaders headers = new HeldHeaders();
    private final List<Cookie> cookies = new ArrayList<>();
    private int status = SC_OK;
    private @Nullable String charset;
    private boolean passing;

    HeldHead(HttpServletResponse target) {
        super(target);
        this.target = target;
    }

    final HttpServletResponse target() {
        return target;
    }

    /// Whether the answer goes out as it comes.
    final boolean isPassing() {
        return passing;
    }

    /// What the caches behind this one say; null for nothing.
    final @Nullable String cacheStatus() {
        return headers.value(CacheStatusField.NAME);
    }

    /// @param made the `Date` of an answer that names none
    final CapturedAnswer answer(String route, Instant made, byte[] body) {
        if (!headers.contains(DATE)) {
            headers.add(DATE, HttpDate.format(made));
        }
        List<HeaderField> all = new ArrayList<>(headers.all());
        // What has a cookie is not kept, and the container writes it: here it only has to be seen.
        cookies.forEach(cookie -> all.add(new HeaderField(SET_COOKIE, cookie.getName())));
        return new CapturedAnswer(route, status, all, body);
    }

    /// From now on everything goes out as it comes.
    final void passHead() {
        passing = true;
        sendHead();
    }

    final void sendHead() {
        target.setStatus(status);
        cookies.forEach(target::addCookie);
        for (HeaderField field : headers.all()) {
            if (!field.name().equalsIgnoreCase(CONTENT_LENGTH)) {
                if (field.name().equalsIgnoreCase(CONTENT_TYPE)) {
                    target.setContentType(field.value());
                } else {
                    target.addHeader(field.name(), field.value());
                }
            }
        }
    }

    final void resetHead() {
        headers.clear();
        cookies.clear();
        status = SC_OK;
        charset = null;
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
    public void setHeader(String name, @Nullable String value) {
        headers.remove(name);
        if (passing) {
            target.setHeader(name, value);
        } else {
            addHeader(name, value);
        }
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
            headers.add(name, value);
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
        if (passing) {
            target.addCookie(cookie);
        } else {
            cookies.add(cookie);
        }
    }

    @Override
    public boolean containsHeader(String name) {
        return passing ? target.containsHeader(name) : headers.contains(name);
    }

    @Override
    public @Nullable String getHeader(String name) {
        return passing ? target.getHeader(name) : headers.value(name);
    }

    @Override
    public Collection<String> getHeaders(String name) {
        return passing ? target.getHeaders(name) : headers.values(name);
    }

    @Override
    public Collection<String> getHeaderNames() {
        return passing ? target.getHeaderNames() : headers.names();
    }

    @Override
    public void setContentType(@Nullable String type) {
        headers.remove(CONTENT_TYPE);
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
        headers.add(CONTENT_TYPE, type);
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
        return headers.value(CONTENT_TYPE);
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
