package io.headroom.spring.response.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/// Tomcat's NIO endpoint, whose poller does not ask a socket twice for what it has already given.
///
/// After each answer Tomcat looks whether the next request is there already, which costs a system
/// call that nearly always finds nothing. A read that got less than it had room for has emptied the
/// socket (epoll(7), question 9), and what comes later makes the poller's next round.
final class InlineEndpoint extends NioEndpoint {

    private @Nullable InlineExecutor executor;

    void executor(InlineExecutor executor) {
        this.executor = executor;
    }

    @Override
    protected NioChannel createChannel(SocketBufferHandler buffer) {
        InlineExecutor known = executor;
        return known == null || isSSLEnabled()
                ? super.createChannel(buffer)
                : new EmptiedChannel(buffer, known);
    }

    private static final class EmptiedChannel extends NioChannel {

        private final InlineExecutor executor;

        /// The task of the poller in which the socket was read empty.
        private long emptiedIn = -1;

        EmptiedChannel(SocketBufferHandler buffer, InlineExecutor executor) {
            super(buffer);
            this.executor = executor;
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
            if (!executor.isInline()) {
                return super.read(to);
            }
            long task = executor.task();
            if (task == emptiedIn) {
                return 0;
            }
            int room = to.remaining();
            int read = super.read(to);
            if (read >= 0 && read < room) {
                emptiedIn = task;
            }
            return read;
        }
    }
}
