package io.headroom.load;

import java.util.List;

/// Judges a run: a generator that did not keep its schedule makes it invalid, whatever the figures
/// say; a missed threshold makes it fail.
///
/// @param reasons why it is invalid, empty when it is not
record Verdict(Outcome outcome, List<String> reasons, List<Threshold.Judgement> thresholds) {

    static Verdict of(List<Threshold> thresholds, Figures figures, GeneratorHealth generator) {
        List<Threshold.Judgement> judgements =
                thresholds.stream().map(threshold -> threshold.judge(figures)).toList();
        List<String> reasons = generator.reasons();
        if (!reasons.isEmpty()) {
            return new Verdict(Outcome.INVALID, reasons, judgements);
        }
        boolean kept = judgements.stream().allMatch(Threshold.Judgement::met);
        return new Verdict(kept ? Outcome.PASSED : Outcome.FAILED, reasons, judgements);
    }
}
