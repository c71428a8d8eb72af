package io.headroom.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.test.FaultProxy.Direction;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultProxyTest {

    private static final int PATIENCE_MILLIS = 15_000;

    private final EchoServer server = new EchoServer("");
    private final FaultProxy proxy = FaultProxy.to("127.0.0.1", server.port());

    @AfterEach
    void close() {
        proxy.close();
        server.close();
    }

    @Test
    void whatIsSentComesBack() throws IOException {
        try (Socket one = connect();
                Socket two = connect()) {
            assertThat(ask(one, "one")).isEqualTo("one");
            assertThat(ask(two, "two")).isEqualTo("two");
            assertThat(proxy.connections()).isEqualTo(2);
            assertThat(proxy.accepted()).isEqualTo(2);
            assertThat(proxy.bytes(Direction.TO_SERVER)).isEqualTo(6);
        }
    }

    @Test
    void moreThanAllBuffersHoldArrivesWholeAndInOrder() throws Exception {
        byte[] much = new byte[16 << 20];
        for (int i = 0; i < much.length; i++) {
            much[i] = (byte) (i * 31 + i / 256);
        }
        try (Socket client = connect()) {
            CompletableFuture<byte[]> answer =
                    CompletableFuture.supplyAsync(() -> receive(client, much.length));
            client.getOutputStream().write(much);
            assertThat(Arrays.equals(answer.join(), much)).isTrue();
        }
    }

    @Test
    void theEndOfAConnectionIsHandedOn() throws IOException {
        try (Socket client = connect()) {
            send(client, "last words");
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("last words");
        }
        awaitNoConnections();
    }

    @Test
    void aCutResetsConnectionsAndRefusesNewOnesUntilPassed() throws IOException {
        try (Socket client = connect()) {
            ask(client, "before");
            proxy.cut();
            assertThatThrownBy(() -> ask(client, "cut")).isInstanceOf(SocketException.class);
        }
        assertThat(proxy.connections()).isZero();
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        proxy.cut();
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);

        proxy.pass();
        try (Socket client = connect()) {
            assertThat(ask(client, "after")).isEqualTo("after");
        }
    }

    @Test
    void aCutIsAResetAndNoOrderlyEnd() throws IOException {
        try (Socket client = connect()) {
            ask(client, "before");
            proxy.cutOnce();
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
        try (Socket client = connect()) {
            assertThat(ask(client, "again")).isEqualTo("again");
        }
    }

    @Test
    void aBlackHoleTellsNobodyAndLetsEverythingThroughWhenItHeals() throws IOException {
        try (Socket old = connect()) {
            ask(old, "before");
            proxy.blackhole();
            send(old, "stalled");
            assertNothingComes(old);
            try (Socket young = connect()) {
                send(young, "waiting");
                assertNothingComes(young);
                assertThat(server.connections()).isEqualTo(1);

                proxy.pass();
                assertThat(text(receive(old, 7))).isEqualTo("stalled");
                assertThat(text(receive(young, 7))).isEqualTo("waiting");
            }
        }
    }

    @Test
    void aBlackHoleHoldsBackTheSender() throws Exception {
        byte[] much = new byte[64 << 20];
        try (Socket client = connect()) {
            ask(client, "before");
            proxy.blackhole();
            CompletableFuture<Void> sent =
                    CompletableFuture.runAsync(() -> {
                        try {
                            client.getOutputStream().write(much);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
            assertNothingComes(client);
            assertThat(sent).isNotDone();
            proxy.pass();
            assertThat(receive(client, much.length)).hasSize(much.length);
            sent.join();
        }
    }

    @Test
    void theDeathOfTheServerIsNotHeardThroughABlackHole() throws IOException {
        try (Socket client = connect()) {
            ask(client, "before");
            proxy.blackhole();
            server.close();
            assertNothingComes(client);

            proxy.pass();
            assertThatThrownBy(() -> receive(client, 1)).isInstanceOf(Exception.class);
        }
        awaitNoConnections();
    }

    @Test
    void aCutEndsABlackHoleTooAndDropsWhatStalled() throws IOException {
        try (Socket client = connect()) {
            ask(client, "before");
            proxy.blackhole();
            send(client, "lost");
            proxy.cut();
            proxy.pass();
            assertThatThrownBy(() -> receive(client, 4)).hasMessageContaining("reset");
        }
    }

    @Test
    void aDelayHoldsEachDirectionBackAndOverlaps() throws IOException {
        Duration oneWay = Duration.ofMillis(100);
        try (Socket client = connect()) {
            ask(client, "before");
            proxy.delay(oneWay);
            long began = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                send(client, "x");
            }
            receive(client, 20);
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            assertThat(took).isBetween(oneWay.multipliedBy(2), oneWay.multipliedBy(20));

            proxy.delay(Duration.ZERO, oneWay);
            began = System.nanoTime();
            ask(client, "y");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(oneWay);
        }
    }

    @Test
    void aHalfOpenConnectionCarriesOneDirectionOnly() throws IOException {
        try (Socket client = connect()) {
            ask(client, "before");
            proxy.halfOpen(Direction.TO_SERVER);
            send(client, "asked");
            server.awaitReceived(11);
            assertNothingComes(client);
            proxy.halfOpen(Direction.TO_CLIENT);
            assertThat(text(receive(client, 5))).isEqualTo("asked");
            send(client, "stalled");
            assertNothingComes(client);
            assertThat(server.received()).isEqualTo(11);
            proxy.pass();
            assertThat(text(receive(client, 7))).isEqualTo("stalled");
        }
    }

    @Test
    void clientsKeepTheirAddressOverAFailOver() throws IOException {
        try (EchoServer other = new EchoServer("other:");
                Socket client = connect()) {
            ask(client, "before");
            proxy.retarget("127.0.0.1", other.port());
            assertThat(ask(client, "old")).isEqualTo("old");
            proxy.cutOnce();
            try (Socket again = connect()) {
                send(again, "new");
                assertThat(text(receive(again, 9))).isEqualTo("other:new");
            }
        }
    }

    @Test
    void aServerThatIsNotThereResetsTheConnection() throws IOException {
        server.close();
        try (Socket client = connect()) {
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void aClosedProxyRefusesConnectionsAndOrders() {
        proxy.close();
        proxy.close();
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        assertThatThrownBy(proxy::pass).isInstanceOf(IllegalStateException.class);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static String ask(Socket client, String words) throws IOException {
        send(client, words);
        byte[] answer = client.getInputStream().readNBytes(words.length());
        if (answer.length < words.length()) {
            throw new EOFException("an orderly end");
        }
        return text(answer);
    }

    private static void send(Socket client, String words) throws IOException {
        client.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] receive(Socket client, int bytes) {
        try {
            byte[] answer = client.getInputStream().readNBytes(bytes);
            if (answer.length < bytes) {
                throw new EOFException("ended after " + answer.length);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void assertNothingComes(Socket client) throws IOException {
        client.setSoTimeout(200);
        assertThatThrownBy(() -> client.getInputStream().read())
                .isInstanceOf(SocketTimeoutException.class);
        client.setSoTimeout(PATIENCE_MILLIS);
    }

    private void awaitNoConnections() {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (proxy.connections() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(proxy.connections()).isZero();
    }
}
