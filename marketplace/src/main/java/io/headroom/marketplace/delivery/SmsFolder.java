package io.headroom.marketplace.delivery;

import java.io.IOException;
import tools.jackson.databind.json.JsonMapper;

/// Puts text messages into a folder, as JSON.
final class SmsFolder implements SmsGateway {

    private final Outbox outbox;
    private final JsonMapper json;

    SmsFolder(Outbox outbox, JsonMapper json) {
        this.outbox = outbox;
        this.json = json;
    }

    @Override
    public String send(Sms message) throws IOException {
        return outbox.put(
                        MimeMails.fileName(message.key()) + ".json",
                        out -> out.write(json.writeValueAsBytes(message)))
                .toString();
    }
}
