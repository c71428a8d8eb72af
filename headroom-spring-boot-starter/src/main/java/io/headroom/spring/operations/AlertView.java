package io.headroom.spring.operations;

import io.headroom.operations.alert.Alert;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An alert as calls answer it.
///
/// @param nodes where it is pending or fires; null where it is told of one node
public record AlertView(
        String id,
        String name,
        @Nullable String subject,
        String priority,
        String state,
        String summary,
        Instant since,
        @Nullable Instant firedAt,
        @Nullable Double value,
        @Nullable AcknowledgementView acknowledged,
        @Nullable SilenceView silenced,
        String runbook,
        @Nullable List<String> nodes) {

    /// What an alert is at this moment.
    public static AlertView of(Alert alert) {
        return new AlertView(
                alert.rule().id(),
                alert.rule().name(),
                alert.rule().subject().isEmpty() ? null : alert.rule().subject(),
                OperationsViews.word(alert.rule().priority()),
                OperationsViews.word(alert.state()),
                alert.rule().summary(),
                alert.since(),
                alert.firedAt().equals(Instant.EPOCH) ? null : alert.firedAt(),
                OperationsViews.known(alert.value()),
                alert.acknowledgement().isGiven()
                        ? new AcknowledgementView(
                                alert.acknowledgement().by(),
                                alert.acknowledgement().note(),
                                alert.acknowledgement().at())
                        : null,
                alert.silence().by().isEmpty() ? null : SilenceView.of(alert.silence()),
                "docs/runbook/" + alert.rule().name() + ".md",
                null);
    }

    /// The same, as it is on these nodes.
    AlertView on(List<String> where) {
        return new AlertView(
                id,
                name,
                subject,
                priority,
                state,
                summary,
                since,
                firedAt,
                value,
                acknowledged,
                silenced,
                runbook,
                where);
    }

    boolean fires() {
        return state.equals(OperationsViews.word(Alert.State.FIRING));
    }

    /// Who looks after it.
    public record AcknowledgementView(String by, String note, Instant at) {}

    /// Until when nobody wants to hear of it.
    public record SilenceView(String by, String reason, Instant until) {

        /// What a silence is.
        public static SilenceView of(Alert.Silence silence) {
            return new SilenceView(silence.by(), silence.reason(), silence.until());
        }
    }
}
