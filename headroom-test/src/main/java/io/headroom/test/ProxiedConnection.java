package io.headroom.test;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/// A client's connection to a [FaultProxy], and the one from there to the server.
///
/// In each direction one thread reads and another writes, with a queue of at most 1 MB between: so
/// a delay holds bytes back without holding up those behind them, and when nothing flows the queue
/// fills, reading stops, and TCP holds back the sender. The end of a connection goes through the
/// same queue: nobody learns of it through a network that lets nothing pass.
final class ProxiedConnection {

    private static final int IN_FLIGHT_BYTES = 1 << 20;
    private static final int CHUNK_BYTES = 1 << 16;

    private final FaultProxy proxy;
    private final Socket client;
    private final Socket server = new Socket();
    private final List<Thread> threads = new ArrayList<>();
    private int directionsOpen = 2;
    private boolean over;

    /// What travels.
    private sealed interface Parcel {
        long cameNanos();

        /// No record: those compare arrays by identity.
        final class Bytes implements Parcel {
            private final byte[] content;
            private final long cameNanos;

            Bytes(byte[] content, long cameNanos) {
                this.content = content;
                this.cameNanos = cameNanos;
            }

            @Override
            public long cameNanos() {
                return cameNanos;
            }
        }

        /// The sender has no more to say.
        record End(long cameNanos) implements Parcel {}

        record Reset(long cameNanos) implements Parcel {}
    }

    /// Parcels on their way in one direction.
    private record Pipe(Lane lane, BlockingQueue<Parcel> queue, Semaphore roomBytes) {
        Pipe(Lane lane) {
            this(lane, new LinkedBlockingQueue<>(), new Semaphore(IN_FLIGHT_BYTES));
        }
    }

    /// A thread's work until the connection is over.
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    ProxiedConnection(FaultProxy proxy, Socket client) {
        this.proxy = proxy;
        this.client = client;
    }

    void start() {
        run(this::open);
    }

    private void open() throws IOException, InterruptedException {
        Pipe toServer = new Pipe(proxy.lane(FaultProxy.Direction.TO_SERVER));
        Pipe toClient = new Pipe(proxy.lane(FaultProxy.Direction.TO_CLIENT));
        toServer.lane.await(now(), proxy.nanoTime());
        try {
            proxy.connect(server);
        } catch (IOException e) {
            toClient.lane.await(now(), proxy.nanoTime());
            reset();
            return;
        }
        client.setTcpNoDelay(true);
        run(() -> read(client, toServer));
        run(() -> read(server, toClient));
        run(() -> write(server, toServer, toClient));
        run(() -> write(client, toClient, toServer));
    }

    private void read(Socket from, Pipe pipe) throws InterruptedException {
        byte[] buffer = new byte[CHUNK_BYTES];
        try {
            InputStream in = from.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                long came = now();
                pipe.roomBytes.acquire(n);
                pipe.queue.add(new Parcel.Bytes(Arrays.copyOf(buffer, n), came));
            }
            pipe.queue.add(new Parcel.End(now()));
        } catch (IOException e) {
            pipe.queue.add(new Parcel.Reset(now()));
        }
    }

    private void write(Socket to, Pipe pipe, Pipe back) throws InterruptedException {
        try {
            while (true) {
                Parcel parcel = pipe.queue.take();
                pipe.lane.await(parcel.cameNanos(), proxy.nanoTime());
                switch (parcel) {
                    case Parcel.Bytes bytes -> {
                        // Counted first: whoever has received them finds them counted.
                        pipe.lane.count(bytes.content.length);
                        to.getOutputStream().write(bytes.content);
                        pipe.roomBytes.release(bytes.content.length);
                    }
                    case Parcel.End _ -> {
                        to.shutdownOutput();
                        directionEnded();
                        return;
                    }
                    case Parcel.Reset _ -> {
                        reset();
                        return;
                    }
                }
            }
        } catch (IOException e) {
            // The receiver is gone; the answer to what was written is a reset, on its way back.
            back.queue.add(new Parcel.Reset(now()));
        }
    }

    private synchronized void directionEnded() throws IOException {
        if (--directionsOpen == 0 && !over) {
            over = true;
            proxy.ended(this);
            client.close();
            server.close();
        }
    }

    /// Ends both sides with a TCP reset and gives all threads free. Calling again does nothing.
    synchronized void reset() {
        if (over) {
            return;
        }
        over = true;
        proxy.ended(this);
        abort(client);
        abort(server);
        threads.forEach(Thread::interrupt);
    }

    private static void abort(Socket socket) {
        try (socket) {
            if (socket.isConnected()) {
                // Closing without lingering sends RST and drops what is still to be sent.
                socket.setSoLinger(true, 0);
            }
        } catch (IOException e) {
            // Closed already.
            return;
        }
    }

    private synchronized void run(Work work) {
        if (over) {
            return;
        }
        threads.add(
                Thread.startVirtualThread(() -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        reset();
                    } catch (InterruptedException e) {
                        // The connection is over.
                        Thread.currentThread().interrupt();
                    }
                }));
    }

    private long now() {
        return proxy.nanoTime().getAsLong();
    }
}
