package io.headroom.spring.response.tomcat;

import io.headroom.http.CorrelationId;
import io.headroom.http.cache.Delivery;
import io.headroom.http.cache.Representation;
import io.headroom.http.cache.ResponseResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/// Stands between a connection and the container, one for each [InlineProcessor].
///
/// On the poller it answers what it can, and otherwise puts the request into Tomcat's asynchronous
/// state, so that the poller lets go of it; a virtual thread then comes back by [#asyncDispatch],
/// where the request begins as if it had just been read. On any other thread it steps aside.
final class InlineAdapter implements Adapter {

    /// Longer answers are left to a thread that may wait for the client.
    private static final int MOST_INLINE = 256 * 1024;

    private static final byte[] NOT_MODIFIED = Ascii.of("HTTP/1.1 304 \r\n");
    private static final byte[] END = Ascii.of("\r\n");
    private static final byte[] OK = Ascii.of("HTTP/1.1 200 \r\n");

    /// What is to be done on another thread.
    private enum Rest {
        NOTHING,
        REQUEST,
        WRITE
    }

    private final Adapter container;
    private final InlineAnswers answers;
    private final InlineExecutor executor;
    private final HeadBuffer head = new HeadBuffer();
    private @Nullable InlineProcessor processor;
    private @Nullable CoyoteRequestHead asked;
    private Rest rest = Rest.NOTHING;

    /// Whether its request counts as handed over.
    private boolean entered;

    InlineAdapter(Adapter container, InlineAnswers answers, InlineExecutor executor) {
        this.container = container;
        this.answers = answers;
        this.executor = executor;
    }

    /// @param processor whose request is the same object each time
    void serve(InlineProcessor processor) {
        this.processor = processor;
        asked = new CoyoteRequestHead(processor.getRequest());
    }

    @Override
    public void service(Request request, Response response) throws Exception {
        // What Tomcat has refused ends here and now: it closes the connection when this returns.
        boolean malformed = response.getStatus() >= 400;
        if (malformed || !executor.isInline()) {
            container.service(request, response);
            return;
        }
        CoyoteRequestHead head = Objects.requireNonNull(asked);
        boolean plain = isPlainRead(request);
        if (plain && (answered(head, response) || refused(head, response))) {
            return;
        }
        entered = true;
        executor.entered();
        handOver(request, Rest.REQUEST);
    }

    /// What waits for another thread holds its buffers: beyond what there is room for, a refusal at
    /// once costs less than a place in the line.
    private boolean refused(CoyoteRequestHead asked, Response response) throws IOException {
        InlineAnswers.Refusal refusal = executor.isFull() ? answers.refusal(asked) : null;
        if (refusal == null) {
            return false;
        }
        response.setStatus(503);
        response.setHeader("Retry-After", Long.toString(refusal.retryAfterSeconds()));
        response.setHeader("Cache-Control", "no-store");
        response.setHeader(CorrelationId.HEADER, refusal.correlationId());
        response.setContentType("application/problem+json");
        byte[] problem = Ascii.of(refusal.problem());
        response.setContentLength(problem.length);
        response.doWrite(ByteBuffer.wrap(problem));
        return true;
    }

    /// When a request that was handed over is through, or never came there.
    private void left() {
        if (entered) {
            entered = false;
            executor.left();
        }
    }

    /// A request without a body, on a connection that stays open.
    private static boolean isPlainRead(Request request) {
        return isRead(request.getMethod())
                && request.protocol().equals("HTTP/1.1")
                && request.getContentLengthLong() <= 0
                && request.getHeader("Transfer-Encoding") == null
                && keepsAlive(request.getHeader("Connection"));
    }

    private static boolean isRead(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }

    private static boolean keepsAlive(@Nullable String connection) {
        return connection == null || connection.equalsIgnoreCase("keep-alive");
    }

    private boolean answered(CoyoteRequestHead asked, Response response) {
        long began = answers.nanoTime();
        Delivery delivery = answers.find(asked);
        if (delivery == null || delivery.representation().body().length > MOST_INLINE) {
            return false;
        }
        response.setStatus(delivery.status());
        // Nobody else writes to this response: the head is out of Tomcat's hands.
        response.setCommitted(true);
        try {
            if (!wrote(asked, delivery)) {
                handOver(asked.request(), Rest.WRITE);
            }
        } catch (IOException clientIsGone) {
            response.action(ActionCode.CLOSE_NOW, clientIsGone);
        }
        boolean known = delivery.status() == 304;
        answers.answered(
                asked.method(),
                delivery,
                known ? ResponseResult.NOT_MODIFIED : ResponseResult.HIT,
                answers.nanoTime() - began);
        return true;
    }

    /// One write, which takes what the socket takes.
    ///
    /// @return whether that was all; the rest stands in Tomcat's buffer
    private boolean wrote(CoyoteRequestHead asked, Delivery delivery) throws IOException {
        SocketWrapperBase<?> socket = Objects.requireNonNull(processor).socket();
        ByteBuffer whole = executor.outgoing();
        HeadBuffer start = head(asked, delivery);
        byte[] body = delivery.hasBody() ? delivery.representation().body() : Ascii.NOTHING;
        start.appendTo(whole);
        int first = Math.min(body.length, whole.remaining());
        whole.put(body, 0, first).flip();
        if (socket.getSocket() instanceof NioChannel channel) {
            channel.write(whole);
        }
        if (!whole.hasRemaining() && first == body.length) {
            return true;
        }
        socket.write(false, whole);
        socket.write(false, ByteBuffer.wrap(body, first, body.length - first));
        return !socket.flush(false);
    }

    private HeadBuffer head(CoyoteRequestHead asked, Delivery delivery) {
        Representation representation = delivery.representation();
        head.clear();
        switch (delivery.status()) {
            case 200 -> head.append(OK);
            case 304 -> head.append(NOT_MODIFIED);
            default -> head.append("HTTP/1.1 ").append(delivery.status()).append(" \r\n");
        }
        head.append(delivery.answer().headerLines());
        boolean whole = delivery.status() == delivery.answer().status();
        if (whole) {
            head.append(representation.lines());
        } else {
            head.append("ETag: ").append(delivery.tag().toString()).append("\r\n");
            if (delivery.status() != 304) {
                head.append("Content-Length: 0\r\n");
            }
        }
        answers.appendLines(asked, delivery, head);
        head.append(END);
        return head;
    }

    private void handOver(Request request, Rest what) {
        rest = what;
        request.action(ActionCode.ASYNC_START, HandedOver.INSTANCE);
        executor.handOver(() -> request.action(ActionCode.ASYNC_DISPATCH, null));
    }

    @Override
    public boolean asyncDispatch(Request request, Response response, SocketEvent event)
            throws Exception {
        Rest todo = rest;
        rest = Rest.NOTHING;
        if (todo == Rest.NOTHING) {
            return container.asyncDispatch(request, response, event);
        }
        request.action(ActionCode.ASYNC_DISPATCHED, null);
        if (todo == Rest.REQUEST) {
            try {
                container.service(request, response);
            } finally {
                left();
            }
        } else {
            flush(response);
        }
        return true;
    }

    /// Waits for a slow client, for at most the connector's write time-out.
    private void flush(Response response) {
        try {
            var _ = Objects.requireNonNull(processor).socket().flush(true);
        } catch (IOException clientIsGone) {
            response.action(ActionCode.CLOSE_NOW, clientIsGone);
        }
    }

    @Override
    public boolean prepare(Request request, Response response) throws Exception {
        return container.prepare(request, response);
    }

    @Override
    public void log(Request request, Response response, long time) {
        container.log(request, response, time);
    }

    /// Called as a processor is done with a connection, also when that ended before another thread
    /// took its request.
    @Override
    public void checkRecycled(Request request, Response response) {
        left();
        container.checkRecycled(request, response);
    }

    @Override
    public String getDomain() {
        return container.getDomain();
    }
}
