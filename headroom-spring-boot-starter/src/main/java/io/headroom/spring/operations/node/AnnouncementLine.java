package io.headroom.spring.operations.node;

import io.headroom.operations.node.ServiceNode;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What a node says of itself in the directory, as JSON. Fields may come; none changes its meaning,
/// since nodes of two versions read each other while a service is renewed.
record AnnouncementLine(
        @Nullable String instance,
        @Nullable String name,
        @Nullable String version,
        long startedMillis) {

    /// Not the service's, which may write differently.
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final int LONGEST = 1_000;

    static String of(ServiceNode node) {
        return JSON.writeValueAsString(
                new AnnouncementLine(
                        node.instance(),
                        node.name(),
                        node.version(),
                        node.started().toEpochMilli()));
    }

    /// @throws IllegalArgumentException when this is no announcement
    static ServiceNode read(String address, String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("too long for an announcement: " + text.length());
        }
        AnnouncementLine line;
        try {
            line = JSON.readValue(text, AnnouncementLine.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no announcement", e);
        }
        if (line == null || line.instance == null || line.name == null || line.version == null) {
            throw new IllegalArgumentException("an announcement without instance or name");
        }
        return new ServiceNode(
                line.instance,
                line.name,
                URI.create(address),
                line.version,
                Instant.ofEpochMilli(line.startedMillis));
    }
}
