package io.headroom.jobs;

import io.headroom.core.Bytes;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Payloads and results as JSON.
final class Payloads {

    private final JsonMapper mapper =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    private final Bytes limit;

    Payloads(Bytes limit) {
        this.limit = limit;
    }

    String write(String what, Object value) {
        String json;
        try {
            json = mapper.writeValueAsString(value);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "%s cannot be written as JSON: %s".formatted(what, e.getMessage()), e);
        }
        // Three bytes are the most that a char can take.
        if (json.length() * 3L > limit.count()) {
            long size = json.getBytes(StandardCharsets.UTF_8).length;
            if (size > limit.count()) {
                throw new PayloadTooLargeException(
                        "%s has %s, the limit is %s (headroom.jobs.payload-limit): store it elsewhere and pass its key"
                                .formatted(what, Bytes.of(size), limit));
            }
        }
        return json;
    }

    <T> T read(String json, Class<T> type) {
        return mapper.readValue(json, type);
    }
}
