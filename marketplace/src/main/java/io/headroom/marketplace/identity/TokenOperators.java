package io.headroom.marketplace.identity;

import io.headroom.spring.OperatorCheck;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/// Operators are who shows the operator's token. A request is verified once.
final class TokenOperators implements OperatorCheck {

    private static final String SCHEME = "Bearer ";
    private static final String KNOWN = TokenOperators.class.getName();

    private final JwtDecoder decoder;

    TokenOperators(JwtDecoder decoder) {
        this.decoder = decoder;
    }

    @Override
    public boolean isOperator(HttpServletRequest request) {
        String credentials = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (credentials == null
                || !credentials.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        if (request.getAttribute(KNOWN) instanceof Boolean known) {
            return known;
        }
        boolean operator = verified(credentials.substring(SCHEME.length()).strip());
        request.setAttribute(KNOWN, operator);
        return operator;
    }

    private boolean verified(String token) {
        try {
            return Callers.of(decoder.decode(token)) instanceof Caller.Operator;
        } catch (JwtException invalid) {
            return false;
        }
    }
}
