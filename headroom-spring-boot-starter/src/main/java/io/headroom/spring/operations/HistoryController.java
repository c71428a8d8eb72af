package io.headroom.spring.operations;

import io.headroom.operations.history.History;
import io.headroom.operations.history.Series;
import io.headroom.spring.Answer;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.operations.AllNodes.Past;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// `…/history`: what figures were, from memory, of this node or of all together.
@RestController
final class HistoryController {

    private static final int MOST_VALUES = 100_000;
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int MOST_MINUTES = (int) History.KEPT.toMinutes();

    private final History history;
    private final AllNodes allNodes;
    private final OperatorGate gate;
    private final InstantSource clock;

    HistoryController(History history, AllNodes allNodes, OperatorGate gate, InstantSource clock) {
        this.history = history;
        this.allNodes = allNodes;
        this.gate = gate;
        this.clock = clock;
    }

    /// What figures were: means of steps, null for gaps.
    ///
    /// @param duration minutes, from 1 to 1,440
    /// @param step seconds, from 1 to the duration
    /// @param figures names, or beginnings of names that end with `*`; all without
    /// @param nodes `this` for the node that is asked, `all` for one history of all nodes
    @GetMapping({OwnCalls.BASE + "/history", "/metrics/history"})
    ResponseEntity<Answer<HistoryView>> history(
            HttpServletRequest request,
            @RequestParam(defaultValue = "60") int duration,
            @RequestParam(defaultValue = "10") int step,
            @RequestParam(defaultValue = "") List<String> figures,
            @RequestParam(defaultValue = AllNodes.THIS) String nodes) {
        gate.reads(request);
        boolean all = allNodes.areMeant(request, nodes);
        requireInRange("duration", duration, MOST_MINUTES, "min");
        requireInRange("step", step, duration * SECONDS_PER_MINUTE, "s");
        List<String> known =
                history.figures().stream()
                        .filter(name -> figures.isEmpty() || isAsked(name, figures))
                        .toList();
        if ((long) known.size() * duration * SECONDS_PER_MINUTE / step > MOST_VALUES) {
            throw badRequest(
                    "%d figures by %d s over %d min are more than %d values: ask for fewer figures, or a longer step."
                            .formatted(known.size(), step, duration, MOST_VALUES));
        }
        if (all) {
            Past past = new Past(duration, step, figures, known);
            return Answer.ok(
                    allNodes.history(request, past, names -> query(names, duration, step)).get());
        }
        return Answer.ok(
                known.isEmpty()
                        ? new HistoryView(clock.instant(), step, List.of(), null)
                        : HistoryView.of(query(known, duration, step)));
    }

    private List<Series> query(List<String> known, int duration, int step) {
        try {
            return history.query(known, Duration.ofMinutes(duration), Duration.ofSeconds(step));
        } catch (IllegalArgumentException e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, e.getMessage(), e);
        }
    }

    /// In the unit that the caller asked in.
    private static void requireInRange(String parameter, int value, int most, String unit) {
        if (value < 1 || value > most) {
            throw badRequest(
                    "%s must be from 1 to %d %s, but is %d."
                            .formatted(parameter, most, unit, value));
        }
    }

    private static boolean isAsked(String name, List<String> figures) {
        return figures.stream()
                .anyMatch(asked ->
                        asked.endsWith("*")
                                ? name.startsWith(asked.substring(0, asked.length() - 1))
                                : name.equals(asked));
    }

    private static ResponseStatusException badRequest(String detail) {
        return new ResponseStatusException(HttpStatus.BAD_REQUEST, detail);
    }
}
