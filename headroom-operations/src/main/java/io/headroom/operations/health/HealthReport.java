package io.headroom.operations.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How well the service is.
///
/// A component has 100 points less its deductions, and not less than 0. The whole has 100 less what
/// each component lost times its weight, and not less than 0: a service without its database is at
/// 0, one without its cache at 50.
///
/// @param at when it was made
/// @param score of the whole, from 0 to 100
/// @param components those that were looked at
public record HealthReport(Instant at, double score, List<ComponentHealth> components) {

    private static final Logger LOG = LoggerFactory.getLogger(HealthReport.class);
    private static final double UNWATCHED_POINTS = 10;

    /// How well a component is.
    ///
    /// @param lost what it lost points for, the most first; all of it, even below 0
    public record ComponentHealth(Component component, double score, List<Deduction> lost) {

        /// What the score means.
        public Level level() {
            return Level.of(score);
        }
    }

    /// Before anything was looked at.
    public static HealthReport none(Instant at) {
        return new HealthReport(at, 100, List.of());
    }

    /// Asks the checks and adds up.
    public static HealthReport of(Instant at, List<HealthCheck> checks) {
        Findings findings = new Findings();
        for (HealthCheck check : checks) {
            try {
                check.examine(findings);
            } catch (RuntimeException e) {
                LOG.warn("a check of the service's health fails", e);
                findings.deduct(
                        new Deduction(
                                Component.APPLICATION,
                                UNWATCHED_POINTS,
                                false,
                                "A check of the service's health fails: " + e,
                                "See the log of " + HealthReport.class.getName() + "."));
            }
        }
        List<ComponentHealth> components = new ArrayList<>();
        double lost = 0;
        for (Component component : findings.examined) {
            List<Deduction> deductions =
                    findings.lost.getOrDefault(component, List.of()).stream()
                            .sorted(Comparator.comparingDouble(Deduction::points).reversed())
                            .toList();
            double points = Math.min(100, deductions.stream().mapToDouble(Deduction::points).sum());
            components.add(new ComponentHealth(component, 100 - points, deductions));
            lost += points * component.weight();
        }
        return new HealthReport(at, 100 - Math.min(100, lost), List.copyOf(components));
    }

    /// What the score means.
    public Level level() {
        return Level.of(score);
    }

    private List<Deduction> deductions(boolean issues) {
        return components.stream()
                .flatMap(component -> component.lost().stream())
                .filter(deduction -> deduction.issue() == issues)
                .sorted(
                        Comparator.comparingDouble((Deduction deduction) ->
                                        deduction.points() * deduction.component().weight())
                                .reversed())
                .toList();
    }

    /// What harms users now, the worst first.
    public List<Deduction> issues() {
        return deductions(true);
    }

    /// What may come to harm them, the worst first.
    public List<Deduction> warnings() {
        return deductions(false);
    }

    /// What to do, the worst first, each once.
    public List<String> recommendations() {
        return Stream.concat(issues().stream(), warnings().stream())
                .map(Deduction::recommendation)
                .distinct()
                .toList();
    }

    private static final class Findings implements HealthCheck.Examination {

        private final Set<Component> examined = EnumSet.noneOf(Component.class);
        private final Map<Component, List<Deduction>> lost = new EnumMap<>(Component.class);

        @Override
        public void examined(Component component) {
            examined.add(component);
        }

        @Override
        public void deduct(Deduction deduction) {
            examined.add(deduction.component());
            lost.computeIfAbsent(deduction.component(), _ -> new ArrayList<>()).add(deduction);
        }
    }
}
