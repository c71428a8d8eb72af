package io.headroom.spring.database;

import io.headroom.postgres.advisor.IndexDefinition;
import io.headroom.postgres.advisor.IndexSuggestion;
import io.headroom.postgres.advisor.IndexVeto;
import io.headroom.postgres.index.BuildProgress;
import io.headroom.postgres.index.ChangeState;
import io.headroom.postgres.index.IndexChange;
import io.headroom.postgres.index.IndexProposal;
import io.headroom.postgres.index.StatementEffect;
import io.headroom.postgres.index.StatementEffect.Role;
import io.headroom.postgres.index.TrackRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How suggestions and changes look in answers: numbers that are not known are left out.
final class IndexViews {

    private IndexViews() {}

    /// What is asked of [io.headroom.postgres.index.IndexChanges] for a suggestion.
    static IndexProposal proposal(IndexSuggestion suggestion) {
        IndexDefinition index = suggestion.index();
        return new IndexProposal(
                suggestion.id(),
                index.schema(),
                index.table(),
                index.name(),
                index.createSql(true),
                suggestion.reason(),
                suggestion.confidence(),
                suggestion.savingShare(),
                suggestion.writeCost(),
                suggestion.size(),
                suggestion.queryIds());
    }

    record Overview(
            String status,
            @Nullable Instant advisedAt,
            long adviceMillis,
            boolean applies,
            double savingShare,
            List<SuggestionView> suggestions,
            List<IndexVeto> vetoed,
            List<String> notes,
            List<ChangeView> changes,
            TrackRecordView trackRecord) {

        static Overview of(
                IndexAdviceRounds.Round round, boolean applies, List<IndexChange> changes) {
            return new Overview(
                    round.status(),
                    round.at(),
                    round.millis(),
                    applies,
                    round.advice().savingShare(),
                    round.advice().suggestions().stream()
                            .map(suggestion ->
                                    SuggestionView.of(suggestion, of(suggestion, changes)))
                            .toList(),
                    round.advice().vetoed(),
                    round.advice().notes(),
                    changes.stream().map(ChangeView::of).toList(),
                    TrackRecordView.of(TrackRecord.of(changes)));
        }

        private static List<IndexChange> of(IndexSuggestion suggestion, List<IndexChange> changes) {
            return changes.stream()
                    .filter(change -> change.proposal().suggestionId().equals(suggestion.id()))
                    .toList();
        }
    }

    record SuggestionView(
            String id,
            String schema,
            String table,
            String name,
            @Nullable String type,
            @Nullable List<String> columns,
            @Nullable List<String> include,
            @Nullable String predicate,
            String sql,
            String reason,
            String confidence,
            @Nullable Boolean verified,
            double savingShare,
            double writeCost,
            long sizeBytes,
            List<String> queryIds,
            List<ChangeView> changes) {

        static SuggestionView of(IndexSuggestion suggestion, List<IndexChange> made) {
            IndexDefinition index = suggestion.index();
            return new SuggestionView(
                    suggestion.id(),
                    index.schema(),
                    index.table(),
                    index.name(),
                    index.method(),
                    index.keys(),
                    index.include(),
                    index.predicate().isEmpty() ? null : index.predicate(),
                    index.createSql(true),
                    suggestion.reason(),
                    suggestion.confidence(),
                    suggestion.verified(),
                    suggestion.savingShare(),
                    suggestion.writeCost(),
                    suggestion.size().count(),
                    suggestion.queryIds(),
                    made.stream().map(ChangeView::of).toList());
        }

        /// One that is not suggested any more, since it was built.
        static SuggestionView of(List<IndexChange> made) {
            IndexProposal asked = made.getFirst().proposal();
            return new SuggestionView(
                    asked.suggestionId(),
                    asked.schema(),
                    asked.table(),
                    asked.name(),
                    null,
                    null,
                    null,
                    null,
                    asked.createSql(),
                    asked.reason(),
                    asked.confidence(),
                    null,
                    asked.predictedSaving(),
                    asked.predictedWriteCost(),
                    asked.predictedSize().count(),
                    asked.queryIds(),
                    made.stream().map(ChangeView::of).toList());
        }
    }

    record ChangeView(
            long id,
            String suggestionId,
            String index,
            String state,
            @Nullable String reason,
            @Nullable String note,
            String requestedBy,
            Instant proposedAt,
            Instant stateSince,
            int attempts,
            @Nullable ProgressView progress,
            double predictedSaving,
            @Nullable Double measuredSaving,
            long predictedBytes,
            @Nullable Long bytes,
            @Nullable Long buildMillis,
            List<EffectView> statements,
            List<IndexChange.Step> steps) {

        static ChangeView of(IndexChange change) {
            boolean built = change.built().bytes() > 0;
            return new ChangeView(
                    change.id(),
                    change.proposal().suggestionId(),
                    change.proposal().name(),
                    change.state().label(),
                    textOrNull(change.state().reason()),
                    textOrNull(change.note()),
                    change.requestedBy(),
                    change.proposedAt(),
                    change.stateSince(),
                    change.attempts(),
                    ProgressView.of(change.progress()),
                    change.proposal().predictedSaving(),
                    change.state() instanceof ChangeState.Kept(double saving)
                            ? known(saving)
                            : null,
                    change.proposal().predictedSize().count(),
                    built ? change.built().bytes() : null,
                    built ? change.built().duration().toMillis() : null,
                    change.effects().stream()
                            .filter(effect -> effect.role() != Role.CONTROL)
                            .map(EffectView::of)
                            .toList(),
                    change.steps());
        }
    }

    record ProgressView(
            String phase,
            double share,
            @Nullable Long remainingSeconds,
            @Nullable Integer waitingForPid) {

        static @Nullable ProgressView of(BuildProgress progress) {
            if (!progress.isRunning()) {
                return null;
            }
            Duration remaining = progress.remaining();
            return new ProgressView(
                    progress.phase(),
                    progress.share(),
                    remaining == null ? null : remaining.toSeconds(),
                    progress.waitingFor() == 0 ? null : progress.waitingFor());
        }
    }

    record EffectView(
            String queryId,
            String query,
            boolean intended,
            String verdict,
            long callsBefore,
            @Nullable Double meanMillisBefore,
            long callsAfter,
            @Nullable Double meanMillisAfter,
            @Nullable Double sampledMillisBefore,
            @Nullable Double sampledMillisAfter,
            boolean planUsesIndex) {

        static EffectView of(StatementEffect effect) {
            return new EffectView(
                    effect.queryId(),
                    effect.sql(),
                    effect.role() == Role.INTENDED,
                    effect.verdict().name(),
                    (long) effect.before().calls(),
                    known(effect.before().meanMillis()),
                    (long) effect.after().calls(),
                    known(effect.after().meanMillis()),
                    known(effect.sampledMillisBefore()),
                    known(effect.sampledMillisAfter()),
                    effect.usesIndex());
        }
    }

    record TrackRecordView(
            int built,
            int kept,
            int reverted,
            int failed,
            @Nullable Double medianSizeRatio,
            @Nullable Double medianSavingError) {

        static TrackRecordView of(TrackRecord record) {
            return new TrackRecordView(
                    record.built(),
                    record.kept(),
                    record.reverted(),
                    record.failed(),
                    known(record.medianSizeRatio()),
                    known(record.medianSavingError()));
        }
    }

    private static @Nullable Double known(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static @Nullable String textOrNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
