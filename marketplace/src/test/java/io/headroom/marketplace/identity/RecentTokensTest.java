package io.headroom.marketplace.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtValidationException;

class RecentTokensTest {

    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    private final List<String> read = new ArrayList<>();
    private Instant now = START;
    private final RecentTokens tokens =
            new RecentTokens(
                    this::read,
                    jwt ->
                            now.isBefore(jwt.getExpiresAt())
                                    ? OAuth2TokenValidatorResult.success()
                                    : OAuth2TokenValidatorResult.failure(
                                            new OAuth2Error("invalid_token")));

    private Jwt read(String token) {
        read.add(token);
        if (token.startsWith("forged")) {
            throw new BadJwtException("forged");
        }
        return Jwt.withTokenValue(token)
                .header("alg", "HS256")
                .subject("operator")
                .expiresAt(START.plus(Duration.ofMinutes(1)))
                .build();
    }

    @Test
    void aTokenIsReadOnce() {
        assertThat(tokens.decode("one")).isSameAs(tokens.decode("one"));
        assertThat(tokens.decode("two").getTokenValue()).isEqualTo("two");
        assertThat(read).containsExactly("one", "two");
    }

    @Test
    void aTokenThatIsKnownEndsWhenItsTimeIsOver() {
        tokens.decode("one");
        now = START.plus(Duration.ofMinutes(1));
        assertThatThrownBy(() -> tokens.decode("one")).isInstanceOf(JwtValidationException.class);
    }

    @Test
    void aForgedTokenIsRefusedEachTime() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> tokens.decode("forged")).isInstanceOf(BadJwtException.class);
        }
        assertThat(read).containsExactly("forged", "forged");
    }

    @Test
    void manyTokensTakeBoundedMemory() {
        for (int i = 0; i <= 500; i++) {
            tokens.decode("token-" + i);
        }
        tokens.decode("token-0");
        assertThat(read).hasSize(502);
    }
}
