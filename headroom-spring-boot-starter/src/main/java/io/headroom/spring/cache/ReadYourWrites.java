package io.headroom.spring.cache;

import io.headroom.cache.Invalidation;
import io.headroom.cache.LoadOptions;
import io.headroom.cache.SessionToken;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/// Lets an HTTP client read its own writes on whatever node: a request that invalidates is answered
/// with a token in the header `headroom.cache.session-header`, and a request that brings the token
/// back sees those writes. Off unless that header is named. A bean of every service; safe for use
/// by many threads.
///
/// The annotations and [TransactionalCaches] do both by themselves. A program that calls a cache
/// says `cache.getOrLoad(key, loader, session.in(options))` and
/// `session.note(cache.invalidate(key))`. A client needs the token for some seconds only; see
/// [SessionToken].
public final class ReadYourWrites {

    private static final String WRITTEN = ReadYourWrites.class.getName() + ".written";
    private static final String ASKED = ReadYourWrites.class.getName() + ".asked";

    private final String header;

    ReadYourWrites(String header) {
        this.header = header;
    }

    /// The writes that the current request must see; none outside a request, or when it brings no
    /// token or one that cannot be read.
    public SessionToken token() {
        if (header.isEmpty()
                || !(RequestContextHolder.getRequestAttributes()
                        instanceof ServletRequestAttributes request)) {
            return SessionToken.none();
        }
        if (request.getAttribute(ASKED, RequestAttributes.SCOPE_REQUEST)
                instanceof SessionToken known) {
            return known;
        }
        SessionToken asked = read(request.getRequest().getHeader(header));
        request.setAttribute(ASKED, asked, RequestAttributes.SCOPE_REQUEST);
        return asked;
    }

    private static SessionToken read(@Nullable String text) {
        try {
            return text == null ? SessionToken.none() : SessionToken.parse(text);
        } catch (IllegalArgumentException e) {
            return SessionToken.none();
        }
    }

    /// The options for a read that sees the writes of [#token].
    public LoadOptions in(LoadOptions options) {
        SessionToken token = token();
        return token.isEmpty() ? options : options.withSession(token);
    }

    /// Adds a write to the token that answers the current request, as long as the answer has not
    /// been begun; outside a request nothing happens.
    ///
    /// @return the write
    public Invalidation note(Invalidation write) {
        if (header.isEmpty()
                || !(RequestContextHolder.getRequestAttributes()
                        instanceof ServletRequestAttributes request)
                || request.getResponse() == null) {
            return write;
        }
        SessionToken before =
                request.getAttribute(WRITTEN, RequestAttributes.SCOPE_REQUEST)
                                instanceof SessionToken written
                        ? written
                        : token();
        SessionToken after = before.plus(write);
        if (!after.isEmpty()) {
            request.setAttribute(WRITTEN, after, RequestAttributes.SCOPE_REQUEST);
            request.getResponse().setHeader(header, after.toString());
        }
        return write;
    }
}
