package io.headroom.marketplace.delivery;

import io.headroom.http.webhook.Handover;
import io.headroom.http.webhook.SignedPost;
import io.headroom.jobs.RetryAfterException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import tools.jackson.databind.json.JsonMapper;

/// Hands text messages to a gateway over HTTP: `{"to":…,"text":…}` as a [SignedPost].
final class HttpSmsGateway implements SmsGateway {

    private final SignedPost post;
    private final JsonMapper json;

    /// @param secret shared with the gateway
    /// @param timeout for the connection and the beginning of the answer
    HttpSmsGateway(URI url, String secret, Duration timeout, InstantSource clock, JsonMapper json) {
        this.post = new SignedPost(url, secret, timeout, clock);
        this.json = json;
    }

    private record Body(String to, String text) {}

    @Override
    public String send(Sms message) throws IOException, InterruptedException {
        String body = json.writeValueAsString(new Body(message.to(), message.text()));
        return switch (post.send(message.key(), body)) {
            case Handover.Taken(String answer) -> answer;
            case Handover.NotTaken(String reason) ->
                    throw new NotDeliveredException("the gateway " + reason);
            case Handover.Postponed(String reason, Duration pause) ->
                    throw new RetryAfterException(
                            pause,
                            "the gateway " + reason,
                            new NotDeliveredException("the gateway " + reason));
            case Handover.Refused(String reason) ->
                    throw new RefusedForGoodException("the gateway " + reason);
            case Handover.InDoubt(String reason) -> throw new IOException("the gateway " + reason);
        };
    }
}
