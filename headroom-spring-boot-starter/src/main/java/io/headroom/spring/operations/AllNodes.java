package io.headroom.spring.operations;

import io.headroom.operations.history.Series;
import io.headroom.operations.node.MergedSeries;
import io.headroom.operations.node.MergingRules;
import io.headroom.operations.node.SeriesMerge;
import io.headroom.operations.slo.SloDefinitions;
import io.headroom.spring.operations.NodeViews.Answered;
import io.headroom.spring.operations.NodeViews.MissingNode;
import io.headroom.spring.operations.NodeViews.NodeLine;
import io.headroom.spring.operations.NodeViews.NodeState;
import io.headroom.spring.operations.NodeViews.NodesView;
import io.headroom.spring.operations.node.Peers;
import io.headroom.spring.operations.node.Peers.Reply;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/// Asks this node and the others, and makes one answer of theirs. Safe for use by many threads.
final class AllNodes {

    /// The value of the parameter `nodes` that means them all.
    static final String ALL = "all";

    /// The one that means the node that is asked.
    static final String THIS = "this";

    private final Peers peers;
    private final NodeStates own;
    private final SloDefinitions definitions;
    private final MergingRules rules;
    private final InstantSource clock;

    AllNodes(
            Peers peers,
            NodeStates own,
            SloDefinitions definitions,
            MergingRules rules,
            InstantSource clock) {
        this.peers = peers;
        this.own = own;
        this.definitions = definitions;
        this.rules = rules;
        this.clock = clock;
    }

    /// Whether a caller wants to hear of all nodes. A node that asks never does.
    ///
    /// @throws ResponseStatusException 400 for any other word, 421 when another node is meant
    boolean areMeant(HttpServletRequest request, String nodes) {
        if (!nodes.equals(ALL) && !nodes.equals(THIS)) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "nodes must be this or all.");
        }
        return !peers.isAsking(request) && nodes.equals(ALL);
    }

    /// This node's own state.
    NodeState self() {
        return own.own();
    }

    /// What came of asking for the nodes' states.
    record Gathered(Together together, List<NodeLine> lines, Answered answered) {}

    /// Asks all nodes how they are.
    Supplier<Gathered> states(HttpServletRequest request) {
        Supplier<List<Reply<NodeState>>> asked =
                peers.ask(request, OwnCalls.BASE + "/nodes/this", NodeState.class);
        NodeState self = own.own();
        return () -> gathered(self, asked.get());
    }

    private Gathered gathered(NodeState self, List<Reply<NodeState>> replies) {
        List<NodeState> states = new ArrayList<>(List.of(self));
        List<NodeLine> lines = new ArrayList<>(List.of(NodeLine.of(self, true, 0)));
        for (Reply<NodeState> reply : replies) {
            switch (reply) {
                case Reply.Told<NodeState>(var _, NodeState state, var age) -> {
                    states.add(state);
                    lines.add(NodeLine.of(state, false, age.toMillis() / 1e3));
                }
                case Reply.Missing<NodeState>(var seen, String reason) ->
                        lines.add(
                                NodeLine.missing(
                                        seen.node(), reason, seen.silence().toMillis() / 1e3));
            }
        }
        Together together = new Together(states, definitions, rules, clock.instant());
        return new Gathered(together, lines, answered(replies));
    }

    private <T> Answered answered(Collection<Reply<T>> replies) {
        List<MissingNode> missing = new ArrayList<>();
        for (Reply<T> reply : replies) {
            if (reply instanceof Reply.Missing<T>(var seen, String reason)) {
                missing.add(
                        new MissingNode(
                                seen.node().name(), seen.node().address().toString(), reason));
            }
        }
        int known = replies.size() + 1;
        return new Answered(known, known - missing.size(), missing, problem());
    }

    private @Nullable String problem() {
        String problem = peers.problem();
        return problem.isEmpty() ? null : problem;
    }

    /// The list of nodes, and what they are together.
    NodesView view(Gathered gathered) {
        return new NodesView(
                clock.instant(),
                gathered.answered().known(),
                gathered.answered().answered(),
                problem(),
                gathered.lines(),
                gathered.together().live(),
                gathered.together().merging());
    }

    /// A question for what figures were.
    ///
    /// @param minutes how far back
    /// @param step in seconds
    /// @param figures names, or beginnings of names that end with `*`; all for none
    /// @param known which of them this node has; it may be none
    record Past(int minutes, int step, List<String> figures, List<String> known) {

        private String path(Collection<String> weights) {
            return OwnCalls.BASE
                    + "/history?nodes=this&duration=%d&step=%d&figures=".formatted(minutes, step)
                    + Stream.concat(figures.stream(), weights.stream())
                            .map(each -> URLEncoder.encode(each, StandardCharsets.UTF_8))
                            .collect(Collectors.joining(","));
        }
    }

    /// Asks all nodes for their history, and for the figures by which means are weighted.
    ///
    /// @param own this node's series of the named figures, as far as it has them
    Supplier<HistoryView> history(
            HttpServletRequest request, Past past, Function<List<String>, List<Series>> own) {
        Set<String> weights = new LinkedHashSet<>();
        if (!past.figures().isEmpty()) { // else they are among all
            past.known().forEach(figure -> weights.add(rules.weight(figure)));
            past.known().forEach(weights::remove);
        }
        Supplier<List<Reply<HistoryView>>> others =
                peers.ask(request, past.path(weights), HistoryView.class);
        List<String> named = Stream.concat(past.known().stream(), weights.stream()).toList();
        // no name would mean all
        List<Series> told = named.isEmpty() ? List.of() : own.apply(named);
        return () -> merged(told, others.get(), past, weights);
    }

    /// Steps are framed as on this node, or where it has none of the figures, as on the first that
    /// has one.
    private HistoryView merged(
            List<Series> own,
            List<Reply<HistoryView>> replies,
            Past past,
            Collection<String> unasked) {
        List<List<Series>> nodes = new ArrayList<>(List.of(own));
        for (Reply<HistoryView> reply : replies) {
            if (reply instanceof Reply.Told<HistoryView> told) {
                nodes.add(told.data().told());
            }
        }
        Optional<Series> frame = nodes.stream().flatMap(List::stream).findFirst();
        if (frame.isEmpty()) {
            return new HistoryView(clock.instant(), past.step(), List.of(), answered(replies));
        }
        Series first = frame.get();
        Set<String> figures = new LinkedHashSet<>();
        nodes.forEach(node -> node.forEach(series -> figures.add(series.figure())));
        figures.removeAll(unasked);
        List<MergedSeries> merged =
                new SeriesMerge(first.start(), first.stepSeconds(), first.values().length, rules)
                        .merge(figures, nodes);
        return new HistoryView(
                first.start(),
                first.stepSeconds(),
                merged.stream().map(SeriesView::of).toList(),
                answered(replies));
    }
}
