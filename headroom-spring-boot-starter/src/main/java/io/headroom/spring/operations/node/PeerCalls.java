package io.headroom.spring.operations.node;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.headroom.operations.node.ServiceNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Questions to other nodes over HTTP/1.1, on virtual threads: straight to the address, through no
/// proxy and after no redirect, since a token goes with them. Callers who ask the same while a
/// question is under way, or within a second after its answer, share it; who has other credentials
/// asks for himself. An answer is read up to 4 MB, and 16 MB of them are kept, for 5 s. The client
/// is made with the first question. Safe for use by many threads.
final class PeerCalls implements AutoCloseable {

    /// How old an answer may be.
    static final Duration KEPT = Duration.ofSeconds(5);

    private static final Duration SHARED = Duration.ofSeconds(1);
    private static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(2);
    private static final int MOST_BYTES = 4 << 20;
    private static final long MOST_KEPT_BYTES = 16L << 20;

    private final JsonMapper json;
    private final LongSupplier nanoTime;
    private final Cache<Question, Given<?>> given;
    private final ConcurrentMap<Question, CompletableFuture<Given<?>>> underWay =
            new ConcurrentHashMap<>();
    private @Nullable HttpClient client;

    /// @param authorization its digest
    private record Question(String instance, String path, String authorization, Class<?> type) {}

    /// An answer.
    ///
    /// @param nanos when it came
    record Given<T>(T data, long nanos, int bytes) {}

    /// A question that is under way.
    ///
    /// @param before what was answered last; null when that is too long ago
    record Call<T>(CompletableFuture<Given<T>> answer, @Nullable Given<T> before) {

        /// Nobody was asked.
        static <T> Call<T> none() {
            return new Call<>(new CompletableFuture<>(), null);
        }
    }

    /// A node's answer that is none.
    private static final class RefusedException extends IOException {

        private static final long serialVersionUID = 1;

        RefusedException(String reason) {
            super(reason);
        }
    }

    /// @param json reads what the nodes' web layer writes
    PeerCalls(JsonMapper json, LongSupplier nanoTime) {
        this.json = json;
        this.nanoTime = nanoTime;
        this.given =
                Caffeine.newBuilder()
                        .maximumWeight(MOST_KEPT_BYTES)
                        .weigher((Question _, Given<?> each) -> each.bytes())
                        .expireAfterWrite(KEPT)
                        .ticker(nanoTime::getAsLong)
                        .executor(Runnable::run)
                        .build();
    }

    /// Asks a node, unless the same was just asked. Returns at once.
    ///
    /// @param authorization the caller's; null when he gave none
    <T> Call<T> ask(ServiceNode node, String path, @Nullable String authorization, Class<T> type) {
        Question question = new Question(node.instance(), path, digest(authorization), type);
        Given<T> before = typed(given.getIfPresent(question), type);
        if (before != null && nanoTime.getAsLong() - before.nanos() < SHARED.toNanos()) {
            return new Call<>(CompletableFuture.completedFuture(before), before);
        }
        CompletableFuture<Given<?>> mine = new CompletableFuture<>();
        CompletableFuture<Given<?>> others = underWay.putIfAbsent(question, mine);
        if (others == null) {
            begin(question, node, authorization, mine);
        }
        return new Call<>(
                (others == null ? mine : others).thenApply(each -> of(each, type)), before);
    }

    private static <T> @Nullable Given<T> typed(@Nullable Given<?> each, Class<T> type) {
        return each == null ? null : of(each, type);
    }

    private static <T> Given<T> of(Given<?> each, Class<T> type) {
        return new Given<>(type.cast(each.data()), each.nanos(), each.bytes());
    }

    private void begin(
            Question question,
            ServiceNode node,
            @Nullable String authorization,
            CompletableFuture<Given<?>> mine) {
        CompletableFuture<HttpResponse<byte[]>> sent;
        try {
            sent =
                    client().sendAsync(
                                    request(question, node, authorization),
                                    BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        } catch (IllegalArgumentException e) { // a token that no field of a header can hold
            underWay.remove(question, mine);
            mine.completeExceptionally(new RefusedException("cannot be asked with this token"));
            return;
        }
        var _ =
                sent.<Given<?>>thenApply(answer -> read(answer, question.type()))
                        .orTimeout(GIVEN_UP_AFTER.toMillis(), TimeUnit.MILLISECONDS)
                        .whenComplete((answer, failure) -> {
                            if (failure == null) {
                                given.put(question, answer);
                            }
                            underWay.remove(question, mine);
                            if (failure == null) {
                                mine.complete(answer);
                            } else {
                                sent.cancel(true);
                                mine.completeExceptionally(failure);
                            }
                        });
    }

    private static HttpRequest request(
            Question question, ServiceNode node, @Nullable String authorization) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(node.address() + question.path()))
                        .timeout(GIVEN_UP_AFTER)
                        .header("Accept", "application/json")
                        .header(Peers.MEANT_FOR, node.instance());
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return request.build();
    }

    private synchronized HttpClient client() {
        HttpClient known = client;
        if (known == null) {
            known =
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .followRedirects(HttpClient.Redirect.NEVER)
                            .proxy(HttpClient.Builder.NO_PROXY)
                            .connectTimeout(GIVEN_UP_AFTER)
                            .executor(Executors.newVirtualThreadPerTaskExecutor())
                            .build();
            client = known;
        }
        return known;
    }

    private <T> Given<T> read(HttpResponse<byte[]> answer, Class<T> type) {
        String refused =
                switch (answer.statusCode()) {
                    case 200 -> "";
                    case 401 -> "wants the operator's token";
                    case 403 -> "does not take the token";
                    case 404 -> "does not have this call; it may run another version";
                    case 421 -> "is not at its address any more";
                    default -> "answered " + answer.statusCode();
                };
        if (!refused.isEmpty()) {
            throw new CompletionException(new RefusedException(refused));
        }
        try {
            JsonNode data = json.readTree(answer.body()).path("data");
            T value = json.treeToValue(data, type);
            if (value == null) {
                throw new CompletionException(new RefusedException("gave an empty answer"));
            }
            return new Given<>(value, nanoTime.getAsLong(), answer.body().length);
        } catch (JacksonException e) {
            throw new CompletionException(
                    new RefusedException("gave an answer that cannot be read"));
        }
    }

    /// Why there is no answer, for people; nothing that the other side wrote.
    static String reason(ExecutionException failure) {
        Throwable cause = failure.getCause();
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case RefusedException e -> String.valueOf(e.getMessage());
            case ConnectException _ -> "cannot be reached";
            case TimeoutException _ -> "did not answer";
            case null, default -> "gave no answer that can be read";
        };
    }

    private static String digest(@Nullable String authorization) {
        if (authorization == null) {
            return "";
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(authorization.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public synchronized void close() {
        HttpClient known = client;
        if (known != null) {
            known.shutdownNow();
        }
    }
}
