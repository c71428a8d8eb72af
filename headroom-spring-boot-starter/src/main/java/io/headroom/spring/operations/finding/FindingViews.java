package io.headroom.spring.operations.finding;

import io.headroom.operations.finding.Action;
import io.headroom.operations.finding.AutoTune;
import io.headroom.operations.finding.Cause;
import io.headroom.operations.finding.Change;
import io.headroom.operations.finding.Evidence;
import io.headroom.operations.finding.Finding;
import io.headroom.operations.finding.Offer;
import io.headroom.operations.finding.Prediction;
import io.headroom.operations.finding.Suspicion;
import io.headroom.operations.finding.TrackRecord;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How findings and changes look in answers. What is not known is left out.
final class FindingViews {

    private FindingViews() {}

    /// @param lookedAt when it was looked for findings last
    /// @param findings what holds now, the worst first
    /// @param recent what is over, the latest first
    /// @param changes what was applied, the newest first
    record Overview(
            @Nullable Instant lookedAt,
            List<FindingView> findings,
            List<FindingView> recent,
            List<ChangeView> changes,
            PredictionsView predictions,
            AutoTuneView autoTune) {}

    /// @param rank from 1; left out when it is over
    /// @param impact the share of all requests' time, or of requests, that it costs, from 0 to 1
    /// @param consequenceOf the id of the finding that explains it
    record FindingView(
            String id,
            @Nullable Integer rank,
            String kind,
            String subject,
            String title,
            String component,
            String severity,
            double impact,
            Instant since,
            @Nullable Instant endedAt,
            @Nullable String consequenceOf,
            List<EvidenceView> evidence,
            List<CauseView> causes,
            String advice,
            List<ActionView> actions) {

        static FindingView of(Finding finding, @Nullable Integer rank) {
            Suspicion what = finding.what();
            return new FindingView(
                    finding.id(),
                    rank,
                    what.kind(),
                    what.subject(),
                    what.title(),
                    what.component().label(),
                    severity(what.impact()),
                    rounded(what.impact()),
                    finding.since(),
                    finding.endedAt(),
                    finding.consequenceOf().isEmpty() ? null : finding.consequenceOf(),
                    what.evidence().stream().map(EvidenceView::of).toList(),
                    what.causes().stream().map(CauseView::of).toList(),
                    what.advice(),
                    finding.isOpen()
                            ? what.offers().stream().map(ActionView::of).toList()
                            : List.of());
        }

        /// By the share that it costs: a quarter is high, a twentieth medium.
        private static String severity(double impact) {
            return impact >= 0.25 ? "high" : impact >= 0.05 ? "medium" : "low";
        }
    }

    record EvidenceView(
            String figure, @Nullable Double value, @Nullable Double limit, String sentence) {

        static EvidenceView of(Evidence evidence) {
            return new EvidenceView(
                    evidence.figure(),
                    known(evidence.value()),
                    known(evidence.limit()),
                    evidence.sentence());
        }
    }

    /// @param step `objective`, `endpoint`, `part` or `resource`
    record CauseView(String step, String sentence) {

        static CauseView of(Cause cause) {
            return new CauseView(cause.step().name().toLowerCase(Locale.ROOT), cause.sentence());
        }
    }

    /// @param id what `apply` wants as `action`
    record ActionView(
            String id,
            String kind,
            String target,
            String title,
            boolean reversible,
            PredictionView prediction) {

        static ActionView of(Offer offer) {
            Action action = offer.action();
            return new ActionView(
                    action.id(),
                    action.kind(),
                    action.target(),
                    offer.title(),
                    action.isReversible(),
                    PredictionView.of(offer.prediction()));
        }
    }

    /// @param figure what it is measured on; left out where the finding's end is what counts
    /// @param low the least expected change, as a share: -0.5 is half less
    record PredictionView(
            @Nullable String figure,
            boolean lowerIsBetter,
            @Nullable Double low,
            @Nullable Double high,
            String basis) {

        static PredictionView of(Prediction prediction) {
            boolean ends = prediction.figure().isEmpty();
            return new PredictionView(
                    ends ? null : prediction.figure(),
                    prediction.lowerIsBetter(),
                    ends ? null : rounded(prediction.low()),
                    ends ? null : rounded(prediction.high()),
                    prediction.basis());
        }
    }

    /// @param change the measured change of the figure, as a share
    /// @param better the share of pairs of a time before and one after in which the latter was
    ///   better
    /// @param cameTrue whether the measured change lies in the predicted interval
    record ChangeView(
            long id,
            String finding,
            ActionView action,
            String operator,
            Instant appliedAt,
            String state,
            Instant stateSince,
            boolean inForce,
            @Nullable Double change,
            @Nullable Double pValue,
            @Nullable Double better,
            @Nullable Boolean cameTrue,
            @Nullable Double predictionError,
            String detail) {

        static ChangeView of(Change change) {
            Prediction prediction = change.offer().prediction();
            boolean measured = change.isMeasured() && !prediction.figure().isEmpty();
            return new ChangeView(
                    change.id(),
                    change.finding(),
                    ActionView.of(change.offer()),
                    change.operator(),
                    change.appliedAt(),
                    change.state().name(),
                    change.stateSince(),
                    change.inForce(),
                    known(change.change()),
                    known(change.pValue()),
                    known(change.superiority()),
                    measured ? prediction.holds(change.change()) : null,
                    measured ? rounded(prediction.error(change.change())) : null,
                    change.detail());
        }
    }

    /// @param medianError how far outside of its interval the measured change lay
    record PredictionsView(int measured, int within, @Nullable Double medianError) {

        static PredictionsView of(TrackRecord record) {
            return new PredictionsView(
                    record.measured(), record.within(), known(record.medianError()));
        }
    }

    /// @param enabled whether it runs by itself
    record AutoTuneView(
            boolean enabled,
            int mostConnections,
            long mostEntries,
            long mostBytes,
            long longestTtlMillis) {}

    /// @param detail what would be done
    record DryRunView(boolean dryRun, ActionView action, String detail) {}

    record TuneView(
            boolean dryRun, String conclusion, List<StepView> plan, List<ChangeView> changes) {

        static TuneView of(boolean dryRun, AutoTune.Outcome outcome) {
            return new TuneView(
                    dryRun,
                    outcome.conclusion(),
                    outcome.plan().stream().map(StepView::of).toList(),
                    outcome.changes().stream().map(ChangeView::of).toList());
        }
    }

    record StepView(String finding, ActionView action, boolean chosen, String reason) {

        static StepView of(AutoTune.Step step) {
            return new StepView(
                    step.finding(), ActionView.of(step.offer()), step.chosen(), step.reason());
        }
    }

    private static @Nullable Double known(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
