package io.headroom.marketplace.identity;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/// Reads a token once: who limits, times and authorises a request asks for the same one, and so
/// does the next request. Whether it is still valid is asked each time. Safe for use by many
/// threads; keeps 500 tokens, of those that were signed here alone.
final class RecentTokens implements JwtDecoder {

    private static final int MOST = 500;

    private final JwtDecoder reader;
    private final OAuth2TokenValidator<Jwt> validator;
    private final Map<String, Jwt> known = new ConcurrentHashMap<>();

    /// @param reader verifies the signature
    /// @param validator of a token whose signature was verified
    RecentTokens(JwtDecoder reader, OAuth2TokenValidator<Jwt> validator) {
        this.reader = reader;
        this.validator = validator;
    }

    @Override
    public Jwt decode(String token) throws JwtException {
        Jwt jwt = known.get(token);
        if (jwt == null) {
            jwt = reader.decode(token);
            if (known.size() >= MOST) {
                known.clear();
            }
            known.put(token, jwt);
        }
        OAuth2TokenValidatorResult result = validator.validate(jwt);
        if (result.hasErrors()) {
            known.remove(token);
            throw new JwtValidationException("The token is not valid.", result.getErrors());
        }
        return jwt;
    }
}
