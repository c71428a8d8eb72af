package io.headroom.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Leases on most of several independent Redis masters (Redis, "Distributed locks with Redis", the
/// algorithm Redlock): one that fails, or forgets, or fails over, does not give the lock to a
/// second holder. The token is minted in PostgreSQL once most of them agree, as no single one of
/// them knows the last. Each server may take its patience; an acquisition ends when all have
/// answered or had it.
final class QuorumStore implements LockStore {

    /// Gives out tokens.
    @FunctionalInterface
    interface Mint {
        /// A token that is higher than all before it, and than the floor.
        long token(long floor) throws Exception;
    }

    private final List<? extends LockStore> servers;
    private final int most;
    private final Mint mint;
    private final Executor threads;

    QuorumStore(List<? extends LockStore> servers, Mint mint, Executor threads) {
        this.servers = List.copyOf(servers);
        this.mint = mint;
        this.threads = threads;
        most = servers.size() / 2 + 1;
    }

    private Duration serversPatience() {
        return servers.stream().map(LockStore::patience).max(Duration::compareTo).orElseThrow();
    }

    /// That of the servers twice: their answers come first, then the token's.
    @Override
    public Duration patience() {
        return serversPatience().multipliedBy(2);
    }

    @Override
    public CompletionStage<Answer> acquire(Claim claim) {
        return ask(server -> server.acquire(claim))
                .thenCompose(answers -> {
                    if (count(answers, Answer.Granted.class) >= most) {
                        return CompletableFuture.supplyAsync(() -> granted(claim), threads);
                    }
                    var _ = release(claim.name(), claim.owner());
                    return CompletableFuture.completedFuture(refused(answers));
                });
    }

    private Answer granted(Claim claim) {
        try {
            long token = mint.token(claim.floor());
            return new Answer.Granted(token, token, false);
        } catch (Exception e) {
            var _ = release(claim.name(), claim.owner());
            return new Answer.Away("the token cannot be minted: " + Failures.reason(e));
        }
    }

    private Answer refused(List<Answer> answers) {
        if (count(answers, Answer.Away.class) > servers.size() - most) {
            return answers.stream().filter(Answer.Away.class::isInstance).findFirst().orElseThrow();
        }
        long remaining = Long.MAX_VALUE;
        for (Answer answer : answers) {
            if (answer instanceof Answer.Taken(long millis)) {
                remaining = Math.min(remaining, millis);
            }
        }
        // Several that got a part each let go at once: their leases say nothing.
        return new Answer.Taken(remaining);
    }

    private static long count(List<Answer> answers, Class<? extends Answer> kind) {
        return answers.stream().filter(kind::isInstance).count();
    }

    @Override
    public CompletionStage<Boolean> extend(String name, String owner, Duration lease) {
        return majority(server -> server.extend(name, owner, lease));
    }

    @Override
    public CompletionStage<Boolean> release(String name, String owner) {
        return majority(server -> server.release(name, owner));
    }

    /// No one server could do it for all: it is let go, and the next one contends.
    @Override
    public CompletionStage<Answer> handOver(String owner, Claim next, boolean yield) {
        return release(next.name(), owner)
                .thenApply(held -> held ? new Answer.Yielded() : new Answer.NotHeld());
    }

    private interface Question<T> {
        CompletionStage<T> ask(LockStore server);
    }

    private CompletableFuture<List<Answer>> ask(Question<Answer> question) {
        List<CompletableFuture<Answer>> asked = new ArrayList<>();
        for (LockStore server : servers) {
            CompletableFuture<Answer> answer = question.ask(server).toCompletableFuture().copy();
            asked.add(
                    answer.orTimeout(serversPatience().toNanos(), TimeUnit.NANOSECONDS)
                            .exceptionally(e -> new Answer.Away(Failures.reason(e))));
        }
        return all(asked);
    }

    /// Whether most say yes. Fails when too few answered to know.
    private CompletableFuture<Boolean> majority(Question<Boolean> question) {
        return ask(server ->
                        question.ask(server)
                                .thenApply(yes ->
                                        yes
                                                ? new Answer.Granted(0, 0, false)
                                                : new Answer.NotHeld()))
                .thenCompose(answers -> {
                    if (count(answers, Answer.Granted.class) >= most) {
                        return CompletableFuture.completedFuture(true);
                    }
                    return count(answers, Answer.NotHeld.class) > servers.size() - most
                            ? CompletableFuture.completedFuture(false)
                            : CompletableFuture.failedFuture(
                                    new IllegalStateException(
                                            "too few of the %d servers answered"
                                                    .formatted(servers.size())));
                });
    }

    private static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> asked) {
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(_ -> asked.stream().map(CompletableFuture::join).toList());
    }

    @Override
    public void onFreed(Consumer<String> freed) {
        servers.forEach(server -> server.onFreed(freed));
    }

    @Override
    public void listen() {
        servers.forEach(LockStore::listen);
    }

    @Override
    public void close() {
        servers.forEach(LockStore::close);
    }
}
