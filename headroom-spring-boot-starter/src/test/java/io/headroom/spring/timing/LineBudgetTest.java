package io.headroom.spring.timing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineBudgetTest {

    private long now = Long.MAX_VALUE - 100; // nanoTime may overflow
    private final LineBudget budget = new LineBudget(2, () -> now);

    @Test
    void whatIsAboveTheBudgetOfASecondIsLeftOutAndTold() {
        assertThat(budget.ask()).isZero();
        assertThat(budget.ask()).isZero();
        assertThat(budget.ask()).isEqualTo(-1);
        now += 999_999_999;
        assertThat(budget.ask()).isEqualTo(-1);
        now++;
        assertThat(budget.ask()).isEqualTo(2);
        assertThat(budget.ask()).isZero();
        assertThat(budget.ask()).isEqualTo(-1);
    }
}
