package io.headroom.spring.operations.node;

import io.headroom.operations.node.NodeDirectory;
import io.headroom.operations.node.NodeDirectory.Seen;
import io.headroom.operations.node.NodeDirectory.Sightings;
import io.headroom.operations.node.ServiceNode;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/// Asks the other nodes for what a caller asked this one for.
///
/// 1. Only nodes of the directory are asked, with the caller's own `Authorization`: who may not
///    read there gets nothing from there. Nothing is kept of it but a digest.
/// 2. All are asked at once, and waited for until one deadline. Who has not answered by then is
///    missing, or is told by its last answer if that is at most 5 s old; his answer is awaited on
///    in the background for the next caller, so that a slow node is seen and a hung one costs one
///    connection.
/// 3. A question carries the instance that it is meant for. Who has it answers for himself alone,
///    whatever he is asked for, so that questions do not multiply; another process at its address
///    refuses it ([HttpStatus#MISDIRECTED_REQUEST], RFC 9110, 15.5.20).
///
/// Safe for use by many threads.
public final class Peers {

    /// The instance that a question is meant for.
    static final String MEANT_FOR = "X-Headroom-Node";

    private final NodeDirectory directory;
    private final PeerCalls calls;
    private final Duration deadline;
    private final LongSupplier nanoTime;

    Peers(NodeDirectory directory, PeerCalls calls, Duration deadline, LongSupplier nanoTime) {
        this.directory = directory;
        this.calls = calls;
        this.deadline = deadline;
        this.nanoTime = nanoTime;
    }

    /// What came of asking a node.
    public sealed interface Reply<T> {

        /// Who was asked.
        Seen seen();

        /// Its answer.
        ///
        /// @param age how long ago it was given
        record Told<T>(Seen seen, T data, Duration age) implements Reply<T> {}

        /// None.
        ///
        /// @param reason in a sentence's middle, for people
        record Missing<T>(Seen seen, String reason) implements Reply<T> {}
    }

    /// This node.
    public ServiceNode self() {
        return directory.sightings().self();
    }

    /// Why the directory may be out of date; empty when it is not.
    public String problem() {
        return directory.sightings().problem();
    }

    /// Whether another node asks, which wants to know of this one alone.
    ///
    /// @throws ResponseStatusException 421 when it means another node
    public boolean isAsking(HttpServletRequest request) {
        String meant = request.getHeader(MEANT_FOR);
        if (meant == null) {
            return false;
        }
        if (!meant.equals(self().instance())) {
            throw new ResponseStatusException(
                    HttpStatus.MISDIRECTED_REQUEST, "Another node was meant.");
        }
        return true;
    }

    /// Asks every other node. Returns at once, so that a caller can ask for two things within one
    /// deadline.
    ///
    /// @param caller whose authorization goes with the question
    /// @param path of the call and its query, encoded
    /// @param type of the answer's data
    /// @return waits for the deadline at most, and gives a reply for each node, by their names;
    ///   none when another node asks
    public <T> Supplier<List<Reply<T>>> ask(HttpServletRequest caller, String path, Class<T> type) {
        if (isAsking(caller)) {
            return List::of;
        }
        Sightings sightings = directory.sightings();
        String authorization = caller.getHeader(HttpHeaders.AUTHORIZATION);
        long until = nanoTime.getAsLong() + deadline.toNanos();
        List<PeerCalls.Call<T>> asked = new ArrayList<>();
        for (Seen seen : sightings.others()) {
            asked.add(
                    seen.silent()
                            ? PeerCalls.Call.none()
                            : calls.ask(seen.node(), path, authorization, type));
        }
        return () -> {
            List<Reply<T>> replies = new ArrayList<>();
            for (int i = 0; i < asked.size(); i++) {
                replies.add(reply(sightings.others().get(i), asked.get(i), until));
            }
            return replies;
        };
    }

    private <T> Reply<T> reply(Seen seen, PeerCalls.Call<T> call, long until) {
        if (seen.silent()) {
            return new Reply.Missing<>(
                    seen, "has given no sign for %d s".formatted(seen.silence().toSeconds()));
        }
        try {
            long left = Math.max(0, until - nanoTime.getAsLong());
            return told(seen, call.answer().get(left, TimeUnit.NANOSECONDS));
        } catch (TimeoutException slow) {
            PeerCalls.Given<T> before = call.before();
            return before != null
                    ? told(seen, before)
                    : new Reply.Missing<>(
                            seen, "did not answer within %d ms".formatted(deadline.toMillis()));
        } catch (ExecutionException e) {
            return new Reply.Missing<>(seen, PeerCalls.reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reply.Missing<>(seen, "was not waited for, since this node ends");
        }
    }

    private <T> Reply<T> told(Seen seen, PeerCalls.Given<T> given) {
        return new Reply.Told<>(
                seen, given.data(), Duration.ofNanos(nanoTime.getAsLong() - given.nanos()));
    }
}
