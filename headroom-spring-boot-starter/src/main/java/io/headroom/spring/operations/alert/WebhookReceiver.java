package io.headroom.spring.operations.alert;

import io.headroom.http.webhook.Handover;
import io.headroom.http.webhook.SignedPost;
import io.headroom.jobs.RetryAfterException;
import io.headroom.operations.alert.delivery.AlertMessage;
import io.headroom.operations.alert.delivery.AlertNotice;
import io.headroom.operations.alert.delivery.AlertReceiver;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Posts messages as JSON, signed: see `docs/operations.md` for its fields and for how a receiver
/// verifies them.
final class WebhookReceiver implements AlertReceiver {

    private static final int VERSION = 1;

    /// Not the service's, which may write differently: receivers rely on it.
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final SignedPost post;

    WebhookReceiver(SignedPost post) {
        this.post = post;
    }

    /// @param more changes that are not listed
    record Body(
            int version,
            String key,
            String service,
            Instant at,
            String subject,
            String text,
            List<Change> alerts,
            int more) {

        static Body of(AlertMessage message) {
            return new Body(
                    VERSION,
                    message.key(),
                    message.service(),
                    message.at(),
                    message.subject(),
                    message.text(),
                    message.notices().stream()
                            .map(notice -> Change.of(notice, message.runbook(notice)))
                            .toList(),
                    message.more());
        }
    }

    /// @param overAt null while it fires, as is lastedSeconds
    record Change(
            String change,
            String alert,
            String name,
            @Nullable String subject,
            String priority,
            String summary,
            String why,
            Instant since,
            Instant firedAt,
            @Nullable Instant overAt,
            @Nullable Long lastedSeconds,
            String node,
            String runbook,
            String correlation) {

        static Change of(AlertNotice notice, String runbook) {
            boolean over = notice.change() == AlertNotice.Change.RESOLVED;
            return new Change(
                    notice.change().label(),
                    notice.alert(),
                    notice.name(),
                    notice.subject().isEmpty() ? null : notice.subject(),
                    notice.priority().name().toLowerCase(Locale.ROOT),
                    notice.summary(),
                    notice.why(),
                    notice.since(),
                    notice.firedAt(),
                    over ? notice.overAt() : null,
                    over ? notice.lasted().toSeconds() : null,
                    notice.node(),
                    runbook,
                    notice.correlation());
        }
    }

    @Override
    public void receive(AlertMessage message) throws IOException, InterruptedException {
        switch (post.send(message.key(), JSON.writeValueAsString(Body.of(message)))) {
            case Handover.Taken _ -> {}
            case Handover.Postponed(String reason, Duration pause) ->
                    throw new RetryAfterException(
                            pause, "the receiver " + reason, new IOException(reason));
            case Handover.Refused(String reason) ->
                    throw new AlertRefusedException("the receiver " + reason);
            case Handover.NotTaken(String reason) ->
                    throw new IOException("the receiver " + reason);
            case Handover.InDoubt(String reason) -> throw new IOException("the receiver " + reason);
        }
    }
}
