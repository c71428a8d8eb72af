package io.headroom.spring.operations.page;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// The text of a server-sent event.
final class SseEvent {

    /// Tells a listener that the connection stands, and nothing else.
    private static final String HEARTBEAT = ": nothing new\n\n";

    private SseEvent() {}

    /// @param data one line
    static byte[] of(String name, byte[] data) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(data.length + 64);
        text.writeBytes(("event: " + name + "\ndata: ").getBytes(StandardCharsets.US_ASCII));
        text.writeBytes(data);
        text.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
        return text.toByteArray();
    }

    static byte[] heartbeat() {
        return HEARTBEAT.getBytes(StandardCharsets.US_ASCII);
    }
}
