package io.headroom.http.webhook;

import io.headroom.http.HttpDate;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Hands JSON to a receiver over HTTP. Safe for use by many threads.
///
/// A `POST` with `Idempotency-Key`, so that the receiver takes a repeated one once, and
/// `X-Signature: t=SECONDS,v1=HEX`: the HMAC-SHA-256 (RFC 2104) of `SECONDS.BODY` with the shared
/// secret, so that the receiver knows who sends, and that nobody else sends it again later.
/// `Retry-After` (RFC 9110, 10.2.3), in seconds or as a date, is heeded with 429 and 503, up to a
/// day. Redirects are not followed: what is signed is for one receiver. Of the answer's body the
/// first kilobyte is read. Neither the secret nor the address, which may hold one, stands in what
/// is answered or thrown.
public final class SignedPost {

    /// So much of an answer's body is read.
    static final int MOST_BODY_BYTES = 1024;

    private static final String ALGORITHM = "HmacSHA256";
    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);
    private static final int LONGEST_ANSWER = 200;

    private final URI url;
    private final byte[] secret;
    private final Duration timeout;
    private final InstantSource clock;
    private final HttpClient client;

    /// @param url `http` or `https`
    /// @param secret shared with the receiver; not empty
    /// @param timeout for the connection and the beginning of the answer, and as long again for the
    ///   rest of it; more than 0
    /// @throws IllegalArgumentException when one is out of its range; the message repeats neither
    ///   address nor secret
    public SignedPost(URI url, String secret, Duration timeout, InstantSource clock) {
        if (!("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                || url.getHost() == null) {
            throw new IllegalArgumentException("url must be http://… or https://… with a host");
        }
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("secret must be set where url is");
        }
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("timeout must be more than 0: " + timeout);
        }
        this.url = url;
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.timeout = timeout;
        this.clock = clock;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(timeout)
                        .build();
    }

    /// Hands it over.
    ///
    /// @param key names the message once and for all; printable ASCII
    /// @throws InterruptedException when the thread shall end; then nobody knows whether it was
    ///   taken
    public Handover send(String key, String json) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(url)
                        .timeout(timeout)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .header("X-Signature", signature(json))
                        .POST(BodyPublishers.ofString(json))
                        .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, head -> new FirstBytes(MOST_BODY_BYTES));
        try {
            return read(answer.get(2 * timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            return failed(Objects.requireNonNullElse(e.getCause(), e));
        } catch (TimeoutException e) {
            answer.cancel(true);
            return new Handover.InDoubt(
                    "did not end its answer within " + 2 * timeout.toMillis() + " ms");
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        }
    }

    private static Handover failed(Throwable cause) {
        return switch (cause) {
            case ConnectException e ->
                    new Handover.NotTaken("cannot be reached: " + e.getClass().getSimpleName());
            case HttpConnectTimeoutException e ->
                    new Handover.NotTaken("cannot be reached in time");
            default ->
                    new Handover.InDoubt(
                            "does not say whether it took it: " + cause.getClass().getSimpleName());
        };
    }

    private Handover read(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        String told = "answers " + answer(status, response.body());
        return switch (status) {
            case 408, 409, 425 -> new Handover.NotTaken(told);
            case 429, 503 -> later(response, told);
            default -> {
                if (status >= 200 && status < 300) {
                    yield new Handover.Taken(answer(status, response.body()));
                }
                if (status >= 300 && status < 400) {
                    yield new Handover.Refused(told + " (redirects are not followed)");
                }
                yield status < 500 ? new Handover.Refused(told) : new Handover.InDoubt(told);
            }
        };
    }

    private static String answer(int status, byte[] body) {
        String text =
                (status + " " + new String(body, StandardCharsets.UTF_8))
                        .replaceAll("[\\p{Cntrl}\\uFFFD]+", " ")
                        .strip();
        return text.substring(0, Math.min(text.length(), LONGEST_ANSWER));
    }

    private Handover later(HttpResponse<byte[]> response, String told) {
        String after = response.headers().firstValue("Retry-After").orElse("").strip();
        Duration pause = pause(after, clock.instant());
        if (pause.isNegative()) {
            return new Handover.NotTaken(told);
        }
        return new Handover.Postponed(
                "%s, to come back in %s".formatted(told, pause),
                pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    }

    /// What a `Retry-After` asks for; negative when it is none.
    private static Duration pause(String after, Instant now) {
        if (after.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(after));
        }
        Instant until = HttpDate.parse(after);
        if (until == null) {
            return Duration.ofSeconds(-1);
        }
        return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
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
