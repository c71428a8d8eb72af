package io.headroom.spring.response.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tomcat's NIO endpoint with a poller for each processor, four at most, which do not ask a socket
/// twice for what it has already given.
///
/// Tomcat has one poller, since all it does is to hand requests over. Here it answers hits, and one
/// thread cannot use more than one processor. Connections are given to the pollers in turn.
///
/// After each answer Tomcat looks whether the next request is there already, which costs a system
/// call that nearly always finds nothing. A read that got less than it had room for has emptied the
/// socket (epoll(7), question 9), and what comes later makes the poller's next round.
final class InlineEndpoint extends NioEndpoint {

    static final int MOST_POLLERS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(InlineEndpoint.class);

    private final int pollers;
    private @Nullable InlineExecutor executor;

    /// Those beside Tomcat's own one. Changed while the acceptor does not run.
    private List<FurtherPoller> further = List.of();

    /// This and the next is used by the acceptor alone.
    private int accepted;

    private @Nullable Poller assigned;

    /// @param pollers how many, at least 1
    InlineEndpoint(int pollers) {
        this.pollers = pollers;
    }

    void executor(InlineExecutor executor) {
        this.executor = executor;
    }

    @Override
    public void startInternal() throws Exception {
        List<FurtherPoller> more = new ArrayList<>();
        if (executor != null && !isSSLEnabled()) {
            for (int number = 2; number <= pollers; number++) {
                more.add(new FurtherPoller());
            }
        }
        further = List.copyOf(more);
        super.startInternal();
        int number = 2;
        for (FurtherPoller poller : further) {
            poller.start(getName() + "-Poller-" + number++);
        }
    }

    @Override
    public void stopInternal() {
        // Tomcat's own is stopped, and waited for, by Tomcat, which stops accepting first.
        super.stopInternal();
        further.forEach(FurtherPoller::end);
        further = List.of();
    }

    @Override
    public int getKeepAliveCount() {
        int count = super.getKeepAliveCount();
        for (FurtherPoller poller : further) {
            count += poller.getKeyCount();
        }
        return count;
    }

    /// Called by the acceptor, one connection after the other.
    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        List<FurtherPoller> more = further;
        int turn = accepted++ % (more.size() + 1);
        if (turn == 0) {
            return super.setSocketOptions(socket);
        }
        FurtherPoller poller = more.get(turn - 1);
        try {
            NioSocketWrapper wrapper = wrapped(socket, poller);
            connections.put(socket, wrapper);
            socket.configureBlocking(false);
            if (getUnixDomainSocketPath() == null) {
                socketProperties.setProperties(socket.socket());
            }
            wrapper.setReadTimeout(getConnectionTimeout());
            wrapper.setWriteTimeout(getConnectionTimeout());
            wrapper.setKeepAliveLeft(getMaxKeepAliveRequests());
            poller.register(wrapper);
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.debug("A connection was lost as it came", e);
            // What is known as a connection is closed by the acceptor.
            if (!connections.containsKey(socket)) {
                destroySocket(socket);
            }
            return false;
        }
    }

    private NioSocketWrapper wrapped(SocketChannel socket, Poller poller) throws IOException {
        var unused = getNioChannels();
        NioChannel channel = unused == null ? null : unused.pop();
        if (channel == null) {
            channel =
                    createChannel(
                            new SocketBufferHandler(
                                    socketProperties.getAppReadBufSize(),
                                    socketProperties.getAppWriteBufSize(),
                                    socketProperties.getDirectBuffer()));
        }
        assigned = poller;
        try {
            NioSocketWrapper wrapper = new NioSocketWrapper(channel, this);
            channel.reset(socket, wrapper);
            return wrapper;
        } finally {
            assigned = null;
        }
    }

    /// A wrapper asks for its poller as it is made.
    @Override
    protected Poller getPoller() {
        Poller chosen = assigned;
        return chosen == null ? super.getPoller() : chosen;
    }

    /// Tomcat waits for its own poller alone.
    @Override
    protected CountDownLatch getStopLatch() {
        Thread current = Thread.currentThread();
        for (FurtherPoller poller : further) {
            if (current.equals(poller.thread)) {
                return poller.ended;
            }
        }
        return super.getStopLatch();
    }

    private final class FurtherPoller extends Poller {

        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile @Nullable Thread thread;

        FurtherPoller() throws IOException {}

        void start(String name) {
            Thread started = new Thread(this, name);
            thread = started;
            started.setDaemon(true);
            started.start();
        }

        void end() {
            destroy();
            try {
                if (!ended.await(getSelectorTimeout() + 100, TimeUnit.MILLISECONDS)) {
                    LOG.warn("A poller of {} has not ended in time", getName());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
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
