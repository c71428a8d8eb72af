package io.headroom.marketplace.delivery;

import io.headroom.jobs.RetryAfterException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;

/// Hands text messages to a gateway over HTTP.
///
/// `POST` of `{"to":…,"text":…}` with `Idempotency-Key`, so that the gateway sends a repeated one
/// once, and `X-Signature: t=SECONDS,v1=HEX`: the HMAC-SHA-256 of `SECONDS.BODY` with the shared
/// secret, so that the gateway knows who asks, and that nobody else asks it again later.
/// `Retry-After` (RFC 9110, 10.2.3), in seconds or as a date, is heeded with 429 and 503, up to a
/// day.
final class HttpSmsGateway implements SmsGateway {

    private static final String ALGORITHM = "HmacSHA256";
    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);
    private static final int LONGEST_ANSWER = 200;

    private final URI url;
    private final byte[] secret;
    private final Duration timeout;
    private final InstantSource clock;
    private final JsonMapper json;
    private final HttpClient client;

    /// @param secret shared with the gateway
    /// @param timeout for the connection, and for the whole answer
    HttpSmsGateway(URI url, String secret, Duration timeout, InstantSource clock, JsonMapper json) {
        if (secret.isEmpty()) {
            throw new IllegalArgumentException(
                    "headroom.sms.secret must be set where headroom.sms.url is");
        }
        this.url = url;
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.timeout = timeout;
        this.clock = clock;
        this.json = json;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(timeout)
                        .build();
    }

    private record Body(String to, String text) {}

    @Override
    public String send(Sms message) throws IOException, InterruptedException {
        String body = json.writeValueAsString(new Body(message.to(), message.text()));
        HttpRequest request =
                HttpRequest.newBuilder(url)
                        .timeout(timeout)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", message.key())
                        .header("X-Signature", signature(body))
                        .POST(BodyPublishers.ofString(body))
                        .build();
        HttpResponse<String> response;
        try {
            response = client.send(request, BodyHandlers.ofString());
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new NotDeliveredException("the gateway cannot be reached: " + e, e);
        }
        return read(response);
    }

    private String read(HttpResponse<String> response) throws IOException {
        int status = response.statusCode();
        String told =
                status
                        + " "
                        + response.body()
                                .substring(0, Math.min(response.body().length(), LONGEST_ANSWER));
        return switch (status) {
            case 200, 201, 202 -> told;
            case 429, 503 -> throw retry(response, told);
            case 408, 409, 425 -> throw new NotDeliveredException("the gateway answers " + told);
            default -> {
                if (status >= 400 && status < 500) {
                    throw new RefusedForGoodException("the gateway answers " + told);
                }
                throw new IOException("the gateway does not say whether it took it: " + told);
            }
        };
    }

    private RetryAfterException retry(HttpResponse<String> response, String told)
            throws NotDeliveredException {
        NotDeliveredException refusal = new NotDeliveredException("the gateway answers " + told);
        String after = response.headers().firstValue("Retry-After").orElse("").strip();
        Duration pause = pause(after, clock.instant());
        if (pause.isNegative()) {
            throw refusal;
        }
        return new RetryAfterException(
                pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause,
                "the gateway answers %s, to come back in %s".formatted(told, pause),
                refusal);
    }

    /// What a `Retry-After` asks for; negative when it is none.
    static Duration pause(String after, Instant now) {
        if (after.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(after));
        }
        try {
            Instant until =
                    ZonedDateTime.parse(after, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
        } catch (DateTimeException e) {
            return Duration.ofSeconds(-1);
        }
    }

    private String signature(String body) {
        long seconds = clock.instant().getEpochSecond();
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            byte[] seal = mac.doFinal((seconds + "." + body).getBytes(StandardCharsets.UTF_8));
            return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(seal);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the secret cannot sign", e);
        }
    }
}
