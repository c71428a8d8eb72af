package io.headroom.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// A TCP proxy on loopback that breaks the network before a server when told. Safe for use by many
/// threads; a client keeps its address over all faults and over [#retarget].
///
/// Each of [#pass], [#cut], [#blackhole], [#delay] and [#halfOpen] replaces the one before and
/// holds for the open connections and for new ones; a new proxy passes. Where nothing flows, bytes
/// stall and are not lost, as TCP repeats what a network swallows: the proxy stops reading, so that
/// the sender's buffers fill, and after [#pass] everything flows on in order, the end or reset of a
/// connection included. What was sent before the call may still arrive after it.
///
/// ```java
/// try (FaultProxy network = FaultProxy.to("127.0.0.1", redis.port())) {
///     cache = cacheOn("redis://127.0.0.1:" + network.port());
///     network.blackhole();
/// }
/// ```
public final class FaultProxy implements AutoCloseable {

    /// Which way bytes go.
    public enum Direction {
        /// From the client to the server: requests.
        TO_SERVER,
        /// From the server to the client: answers.
        TO_CLIENT
    }

    private static final int BACKLOG = 256;
    private static final int CONNECT_MILLIS = 5_000;
    private static final int BIND_ATTEMPTS = 50;
    private static final long RETRY_NANOS = 20_000_000;

    private final LongSupplier nanoTime;
    private final int port;
    private final Lane toServer = new Lane();
    private final Lane toClient = new Lane();
    private final Set<ProxiedConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private volatile InetSocketAddress target;
    private Door door;
    private boolean accepting;
    private boolean closed;

    /// What holds the port. All changes are made under the proxy's lock.
    private sealed interface Door {
        /// Accepts connections.
        record Open(ServerSocket listener) implements Door {}

        /// Bound but not listening: clients are refused and nobody else gets the port.
        record Shut(Socket reservation) implements Door {}
    }

    private FaultProxy(InetSocketAddress target, LongSupplier nanoTime) throws IOException {
        this.target = target;
        this.nanoTime = nanoTime;
        ServerSocket listener = listen(0);
        this.port = listener.getLocalPort();
        this.door = new Door.Open(listener);
        start(listener);
    }

    /// Starts a proxy that passes, on a free port of 127.0.0.1.
    ///
    /// @param host of the server, which need not run yet
    public static FaultProxy to(String host, int port) {
        try {
            return new FaultProxy(new InetSocketAddress(host, port), System::nanoTime);
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on loopback", e);
        }
    }

    /// The address clients use: always `127.0.0.1`.
    public String host() {
        return "127.0.0.1";
    }

    /// The port clients use. It never changes.
    public int port() {
        return port;
    }

    /// Everything flows at once, and new connections are accepted.
    public synchronized void pass() {
        become(true, true, Duration.ZERO, Duration.ZERO);
    }

    /// Resets all connections and refuses new ones.
    public synchronized void cut() {
        requireOpen();
        if (door instanceof Door.Open(ServerSocket listener)) {
            stopListening(listener);
            if (door instanceof Door.Open) {
                door = new Door.Shut(reserve());
            }
        }
        reset();
    }

    /// Resets all connections; what holds for new ones stays as it is.
    public synchronized void cutOnce() {
        requireOpen();
        reset();
    }

    /// Nothing flows, and nobody is told: connections stay open, new ones are accepted, ends and
    /// resets stall like all else. A client learns of it by its time-outs alone.
    public synchronized void blackhole() {
        become(false, false, Duration.ZERO, Duration.ZERO);
    }

    /// Everything arrives so much later, in order and at full throughput.
    ///
    /// @param oneWay the delay of requests, and again that of answers: a round trip takes twice as
    ///   long
    public void delay(Duration oneWay) {
        delay(oneWay, oneWay);
    }

    /// Everything arrives later, with a delay for each direction.
    public synchronized void delay(Duration requests, Duration answers) {
        become(true, true, requests, answers);
    }

    /// One direction flows, the other one stalls.
    public synchronized void halfOpen(Direction flowing) {
        become(
                flowing == Direction.TO_SERVER,
                flowing == Direction.TO_CLIENT,
                Duration.ZERO,
                Duration.ZERO);
    }

    /// Sends new connections to another server. Open ones stay with the old server: [#cutOnce]
    /// makes their clients come again.
    public void retarget(String newHost, int newPort) {
        target = new InetSocketAddress(newHost, newPort);
    }

    /// How many connections were accepted since the start.
    public long accepted() {
        return accepted.get();
    }

    /// How many connections are open now.
    public int connections() {
        return open.size();
    }

    /// How many bytes were handed on in a direction since the start.
    public long bytes(Direction direction) {
        return lane(direction).bytes();
    }

    /// Resets all connections and gives the port free. Calling again does nothing.
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            shutDoor();
            reset();
        }
    }

    private void become(
            boolean requestsFlow, boolean answersFlow, Duration requests, Duration answers) {
        requireOpen();
        toServer.become(requestsFlow, requests);
        toClient.become(answersFlow, answers);
        if (door instanceof Door.Shut(Socket reservation)) {
            close(reservation);
            ServerSocket listener = listenAgain();
            door = new Door.Open(listener);
            start(listener);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the proxy on port " + port + " has been closed");
        }
    }

    private void shutDoor() {
        switch (door) {
            case Door.Open(ServerSocket listener) -> stopListening(listener);
            case Door.Shut(Socket reservation) -> close(reservation);
        }
    }

    /// The system goes on accepting for a closed listener as long as a thread waits in it.
    private synchronized void stopListening(ServerSocket listener) {
        close(listener);
        boolean interrupted = false;
        while (accepting) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void stoppedAccepting() {
        accepting = false;
        notifyAll();
    }

    private void reset() {
        open.forEach(ProxiedConnection::reset);
    }

    Lane lane(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    LongSupplier nanoTime() {
        return nanoTime;
    }

    /// Connects to the server of the moment.
    void connect(Socket socket) throws IOException {
        InetSocketAddress address = target;
        // Resolved anew: a name may have moved.
        socket.connect(
                new InetSocketAddress(address.getHostString(), address.getPort()), CONNECT_MILLIS);
        socket.setTcpNoDelay(true);
    }

    void ended(ProxiedConnection connection) {
        open.remove(connection);
    }

    private void start(ServerSocket listener) {
        accepting = true;
        Thread.ofPlatform().name("fault-proxy-" + port).daemon().start(() -> accept(listener));
    }

    private void accept(ServerSocket listener) {
        while (true) {
            Socket client;
            try {
                client = listener.accept();
            } catch (IOException e) {
                // The door was shut.
                stoppedAccepting();
                return;
            }
            admit(listener, client);
        }
    }

    private synchronized void admit(ServerSocket listener, Socket client) {
        ProxiedConnection connection = new ProxiedConnection(this, client);
        if (closed
                || !(door instanceof Door.Open(ServerSocket present))
                || !present.equals(listener)) {
            connection.reset();
            return;
        }
        accepted.incrementAndGet();
        open.add(connection);
        connection.start();
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket listener = new ServerSocket();
        try {
            // After a cut the port may have connections in TIME_WAIT.
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(loopback(), port), BACKLOG);
            return listener;
        } catch (IOException e) {
            listener.close();
            throw e;
        }
    }

    /// The reservation leaves the port free for an instant, in which an outgoing connection of
    /// another process may take it for its short life.
    private ServerSocket listenAgain() {
        for (int attempt = 1; ; attempt++) {
            try {
                return listen(port);
            } catch (IOException e) {
                if (attempt == BIND_ATTEMPTS) {
                    throw new UncheckedIOException("the proxy lost its port " + port, e);
                }
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    private Socket reserve() {
        Socket socket = new Socket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(loopback(), port));
        } catch (IOException e) {
            // Without it clients are refused as well; only the port is not held.
            close(socket);
        }
        return socket;
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new IllegalStateException("cannot close " + socket, e);
        }
    }
}
