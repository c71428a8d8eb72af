package io.headroom.marketplace.identity;

import io.headroom.spring.OperatorCheck;
import io.headroom.spring.Problems;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Supplier;
import javax.crypto.SecretKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/// The security chain: bearer tokens, no sessions. What answers tell browsers, and CORS, are the
/// starter's: `headroom.http.security-headers` and `headroom.http.cors`.
///
/// Reading the shop is open; who may write is decided where the item's merchant is known, in the
/// catalogue. Reading the operations' figures is open to this machine and else to the operator.
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(SecurityConfiguration.class);

    @Bean
    SecretKey tokenKey(@Value("${headroom.data:}") String dataDirectory) throws IOException {
        if (dataDirectory.isEmpty()) {
            LOG.warn("headroom.data is not set: tokens and cursors end with this process");
            return TokenKey.random();
        }
        return TokenKey.in(Path.of(dataDirectory));
    }

    @Bean
    Tokens tokens(SecretKey tokenKey, InstantSource clock) {
        return new Tokens(tokenKey, clock);
    }

    @Bean
    CallerResolver callers() {
        return new Callers();
    }

    @Bean
    JwtDecoder jwtDecoder(SecretKey tokenKey) {
        NimbusJwtDecoder decoder =
                NimbusJwtDecoder.withSecretKey(tokenKey).macAlgorithm(MacAlgorithm.HS256).build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>());
        return new RecentTokens(decoder, JwtValidators.createDefaultWithIssuer(Tokens.ISSUER));
    }

    @Bean
    OperatorCheck operators(JwtDecoder decoder) {
        return new TokenOperators(decoder);
    }

    /// Every filter of the chain would be an observation with meters of its own, which costs a
    /// request more than all that the filters do.
    @Bean
    SecurityObservationSettings noSecurityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    /// Reading the shop without a token, which is nearly all of its traffic: nobody is to be
    /// identified, so nothing is done.
    @Bean
    @Order(1)
    SecurityFilterChain openReads(HttpSecurity http) throws Exception {
        return http.securityMatcher(SecurityConfiguration::isOpenRead)
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .securityContext(AbstractHttpConfigurer::disable)
                .sessionManagement(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .servletApi(AbstractHttpConfigurer::disable)
                .exceptionHandling(AbstractHttpConfigurer::disable)
                .cors(AbstractHttpConfigurer::disable)
                .headers(AbstractHttpConfigurer::disable)
                .build();
    }

    private static boolean isOpenRead(HttpServletRequest request) {
        String method = request.getMethod();
        return (method.equals("GET") || method.equals("HEAD"))
                && request.getHeader(HttpHeaders.AUTHORIZATION) == null
                && !isOperations(request.getRequestURI());
    }

    /// Errs on the strict side: what only looks like an operations' path takes the whole chain.
    private static boolean isOperations(String path) {
        return path.contains("/metrics")
                || path.contains("/performance")
                || path.indexOf('%') >= 0
                || path.indexOf(';') >= 0;
    }

    @Bean
    @Order(2)
    SecurityFilterChain securityFilterChain(HttpSecurity http, Problems problems) throws Exception {
        AuthenticationEntryPoint unauthorized =
                (request, response, error) -> {
                    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
                    problems.write(
                            request,
                            response,
                            ProblemDetail.forStatusAndDetail(
                                    HttpStatus.UNAUTHORIZED, "A valid bearer token is needed."));
                };
        AccessDeniedHandler forbidden =
                (request, response, error) ->
                        problems.write(
                                request,
                                response,
                                ProblemDetail.forStatusAndDetail(
                                        HttpStatus.FORBIDDEN, "The token does not allow this."));
        return http.csrf(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .cors(AbstractHttpConfigurer::disable)
                .headers(AbstractHttpConfigurer::disable)
                .authorizeHttpRequests(requests ->
                        requests.requestMatchers("/metrics/**", "/api/v1/performance/**")
                                .access(loopbackOrOperator())
                                .anyRequest()
                                .permitAll())
                .oauth2ResourceServer(server ->
                        server.jwt(jwt -> {})
                                .authenticationEntryPoint(unauthorized)
                                .accessDeniedHandler(forbidden))
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint(unauthorized)
                                .accessDeniedHandler(forbidden))
                .build();
    }

    private static AuthorizationManager<RequestAuthorizationContext> loopbackOrOperator() {
        return (authentication, context) ->
                new AuthorizationDecision(
                        isLocal(context.getRequest()) || isOperator(authentication));
    }

    /// A request that a proxy on this machine forwards comes from elsewhere.
    private static boolean isLocal(HttpServletRequest request) {
        if (request.getHeader("X-Forwarded-For") != null
                || request.getHeader("Forwarded") != null) {
            return false;
        }
        return InetAddress.ofLiteral(request.getRemoteAddr()).isLoopbackAddress();
    }

    private static boolean isOperator(Supplier<? extends Authentication> authentication) {
        return authentication.get() instanceof JwtAuthenticationToken token
                && Callers.of(token.getToken()) instanceof Caller.Operator;
    }
}
