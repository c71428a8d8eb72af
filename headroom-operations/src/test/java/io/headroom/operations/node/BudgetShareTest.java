package io.headroom.operations.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetShareTest {

    @Test
    void theServicesPromiseIsThatOfAllEventsTogether() {
        BudgetShare together =
                BudgetShare.together(
                        List.of(
                                new BudgetShare(9_990, 10, 0.5, 900),
                                new BudgetShare(50, 50, 8, 100)));
        assertThat(together.compliance()).isCloseTo(10_040.0 / 10_100, within(1e-12));
        assertThat(together.budgetRemaining(0.99)).isCloseTo(1 - 60 / 101.0, within(1e-9));
        assertThat(together.burnRate())
                .as("a node of a tenth of the traffic counts a tenth")
                .isCloseTo(1.25, within(1e-12));
    }

    @Test
    void whatIsBrokenIsNegative() {
        BudgetShare together =
                BudgetShare.together(
                        List.of(new BudgetShare(90, 10, 10, 1), new BudgetShare(100, 0, 0, 1)));
        assertThat(together.budgetRemaining(0.99)).isCloseTo(-4, within(1e-9));
    }

    @Test
    void withoutEventsNothingIsSpent() {
        BudgetShare none = BudgetShare.together(List.of());
        assertThat(none.compliance()).isEqualTo(1);
        assertThat(none.budgetRemaining(0.99)).isEqualTo(1);
        assertThat(none.burnRate()).isZero();
    }
}
