package io.headroom.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Sends back what it receives, after a greeting that comes with the first bytes.
final class EchoServer implements AutoCloseable {

    private final byte[] greeting;
    private final ServerSocket listener;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final Thread acceptor;
    private long received;

    EchoServer(String greeting) {
        this.greeting = greeting.getBytes(StandardCharsets.UTF_8);
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.acceptor = Thread.startVirtualThread(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    synchronized long received() {
        return received;
    }

    synchronized void awaitReceived(long bytes) {
        try {
            while (received < bytes) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new AssertionError("received " + received + " bytes only", e);
        }
    }

    private synchronized void count(int bytes) {
        received += bytes;
        notifyAll();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                connections.incrementAndGet();
                clients.add(client);
                Thread.startVirtualThread(() -> echo(client));
            }
        } catch (IOException e) {
            // Closed.
            return;
        }
    }

    private void echo(Socket client) {
        byte[] buffer = new byte[8_192];
        try (client) {
            var in = client.getInputStream();
            var out = client.getOutputStream();
            boolean first = true;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (first) {
                    out.write(greeting);
                    first = false;
                }
                count(n);
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // The client has gone.
            return;
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            // Until it has gone the system accepts connections.
            acceptor.join();
            for (Socket client : clients) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
