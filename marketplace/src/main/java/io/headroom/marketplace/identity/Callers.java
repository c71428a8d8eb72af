package io.headroom.marketplace.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/// Reads the caller out of the token that the security chain verified on this thread.
final class Callers implements CallerResolver {

    /// The caller that the request's verified token names; anonymous without one.
    @Override
    public Caller resolve(HttpServletRequest request) {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication instanceof JwtAuthenticationToken token
                ? of(token.getToken())
                : new Caller.Anonymous();
    }

    /// A token that the key has signed but whose claims are of no role we know names nobody.
    static Caller of(Jwt token) {
        String subject = Objects.requireNonNullElse(token.getSubject(), "");
        String role = Objects.requireNonNullElse(token.getClaimAsString(Tokens.ROLE), "");
        try {
            return switch (role) {
                case "operator" -> new Caller.Operator();
                case "merchant" -> new Caller.Merchant(Integer.parseInt(subject));
                case "customer" -> new Caller.Customer(Long.parseLong(subject));
                default -> new Caller.Anonymous();
            };
        } catch (NumberFormatException noNumber) {
            return new Caller.Anonymous();
        }
    }
}
