package io.headroom.spring.operations.node;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.springframework.core.env.Environment;

/// Where the others reach this node when nobody says so: the service's port at `server.address`, or
/// at the address from which this machine reaches Redis, since the others are where that is reached
/// from. That is loopback where Redis is.
final class OwnAddress {

    private static final int REDIS_PORT = 6379;

    private OwnAddress() {}

    /// @param redis a server that all nodes reach
    static URI towards(URI redis, Environment environment) {
        return at(host(redis, environment), environment);
    }

    /// For a service of one node.
    static URI here(Environment environment) {
        return at(literal(InetAddress.getLoopbackAddress()), environment);
    }

    private static URI at(String host, Environment environment) {
        boolean secure =
                environment.getProperty("server.ssl.enabled", Boolean.class, true)
                        && (environment.containsProperty("server.ssl.bundle")
                                || environment.containsProperty("server.ssl.key-store")
                                || environment.containsProperty("server.ssl.certificate"));
        String port =
                environment.getProperty(
                        "local.server.port", environment.getProperty("server.port", "8080"));
        String path = environment.getProperty("server.servlet.context-path", "");
        return URI.create(
                (secure ? "https://" : "http://")
                        + host
                        + ":"
                        + port
                        + path.replaceFirst("/+$", ""));
    }

    private static String host(URI redis, Environment environment) {
        String configured = environment.getProperty("server.address", "");
        try {
            InetAddress bound = InetAddress.getByName(configured);
            if (!configured.isEmpty() && !bound.isAnyLocalAddress()) {
                return literal(bound);
            }
            return literal(facing(redis));
        } catch (IOException unknown) {
            return literal(InetAddress.getLoopbackAddress());
        }
    }

    /// Connecting a datagram socket chooses the route, and sends nothing.
    private static InetAddress facing(URI redis) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            int port = redis.getPort() > 0 ? redis.getPort() : REDIS_PORT;
            socket.connect(new InetSocketAddress(InetAddress.getByName(redis.getHost()), port));
            InetAddress local = socket.getLocalAddress();
            return local.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : local;
        }
    }

    private static String literal(InetAddress address) {
        String text = address.getHostAddress().replaceFirst("%.*$", "");
        return address instanceof Inet6Address ? "[" + text + "]" : text;
    }
}
