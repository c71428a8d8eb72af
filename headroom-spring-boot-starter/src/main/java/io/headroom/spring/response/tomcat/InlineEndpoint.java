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

    /// Those beside Tomcat's own one.
    private volatile List<FurtherPoller> further = List.of();

    /// Whose turn it is, 0 for Tomcat's own one. This and the next is used by the acceptor alone.
    private int next;

    private @Nullable Poller assigned;

    /// @param pollers how many, at least 1
    InlineEndpoint(int pollers) {
        this.pollers = pollers;
    }

    void executor(InlineExecutor executor) {
        this.executor = executor;
    }

    /// The further pollers run before the acceptor does, and end with it where that cannot start.
    @Override
    public void startInternal() throws Exception {
        boolean started = false;
        try {
            if (!running && executor != null && !isSSLEnabled()) {
                startFurther();
            }
            super.startInternal();
            started = true;
        } finally {
            if (!started) {
                endFurther();
            }
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // that which Tomcat's own poller has
    private void startFurther() throws IOException {
        for (int number = 2; number <= pollers; number++) {
            FurtherPoller poller = new FurtherPoller();
            Thread thread = new PollerThread(poller, getName() + "-Poller-" + number);
            thread.setPriority(getPollerThreadPriority());
            thread.setDaemon(true);
            List<FurtherPoller> more = new ArrayList<>(further);
            more.add(poller);
            further = List.copyOf(more);
            thread.start();
        }
    }

    @Override
    public void stopInternal() {
        // Tomcat's own is stopped, and waited for, by Tomcat, which stops accepting first.
        super.stopInternal();
        endFurther();
    }

    private void endFurther() {
        List<FurtherPoller> ending = further;
        further = List.of();
        ending.forEach(FurtherPoller::end);
    }

    @Override
    public int getKeepAliveCount() {
        int count = super.getKeepAliveCount();
        for (FurtherPoller poller : further) {
            count += poller.getKeyCount();
        }
        return count;
    }

    /// Called by the acceptor, one connection after the other. What is not Tomcat's turn goes the
    /// same way as in the method of Tomcat, whose poller cannot be chosen.
    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        List<FurtherPoller> more = further;
        int turn = next > more.size() ? 0 : next;
        next = turn + 1;
        if (turn == 0) {
            return super.setSocketOptions(socket);
        }
        FurtherPoller poller = more.get(turn - 1);
        boolean known = false;
        try {
            NioSocketWrapper wrapper = wrapped(socket, poller);
            connections.put(socket, wrapper);
            known = true;
            socket.configureBlocking(false);
            if (getUnixDomainSocketPath() == null) {
                socketProperties.setProperties(socket.socket());
            }
            wrapper.setReadTimeout(getConnectionTimeout());
            wrapper.setWriteTimeout(getConnectionTimeout());
            wrapper.setKeepAliveLeft(getMaxKeepAliveRequests());
            poller.take(wrapper);
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warn("A connection was lost as it came", e);
            // What is known as a connection is closed by the acceptor.
            if (!known) {
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

    /// A poller says here that it has ended. Tomcat waits for its own one alone.
    @Override
    protected CountDownLatch getStopLatch() {
        return Thread.currentThread() instanceof PollerThread thread
                ? thread.poller.ended
                : super.getStopLatch();
    }

    private static final class PollerThread extends Thread {

        private final FurtherPoller poller;

        PollerThread(FurtherPoller poller, String name) {
            super(poller, name);
            this.poller = poller;
        }
    }

    private final class FurtherPoller extends Poller {

        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile boolean ending;

        FurtherPoller() throws IOException {}

        /// A connection that comes as the poller ends is closed by one of the two.
        void take(NioSocketWrapper wrapper) {
            register(wrapper);
            if (ending) {
                wrapper.close();
            }
        }

        void end() {
            ending = true;
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

        /// Channels are used again, for sockets of other pollers, which count their own tasks.
        @Override
        public void reset(SocketChannel socket, NioSocketWrapper wrapper) throws IOException {
            super.reset(socket, wrapper);
            emptiedIn = -1;
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
