package io.headroom.spring.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.postgres.advisor.Advice;
import io.headroom.postgres.advisor.Budget;
import io.headroom.postgres.statement.WorkloadStatement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IndexAdviceRoundsTest {

    private static final WorkloadStatement LIST = statement("1", 1_000, 10);
    private static final WorkloadStatement ONE = statement("2", 1_000, 1);

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private List<WorkloadStatement> workload = List.of(LIST, ONE);
    private String indexes = "";

    private final IndexAdviceRounds rounds =
            new IndexAdviceRounds(
                    (_, _) -> {
                        asked.incrementAndGet();
                        return Advice.none(List.of());
                    },
                    () -> workload,
                    Budget.standard(),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(15),
                    () -> indexes,
                    InstantSource.system(),
                    nanos::get);

    @Test
    void aWorkloadOfTheSameShapeIsNotSearchedAgain() {
        rounds.ask();
        workload = List.of(statement("1", 4_000, 9), statement("2", 4_000, 1.1));
        rounds.ask();
        assertThat(asked).hasValue(1);
        assertThat(rounds.last().status()).isEqualTo("ok");
    }

    @Test
    void aStatementThatIsNewOrDearerIsASearchWorth() {
        rounds.ask();
        workload = List.of(LIST, ONE, statement("3", 10, 20));
        rounds.ask();
        assertThat(asked).hasValue(2);
        workload = List.of(LIST, statement("2", 1_000, 2), statement("3", 10, 20));
        rounds.ask();
        assertThat(asked).hasValue(3);
        workload = List.of(LIST, statement("2", 5_000, 2), statement("3", 10, 20));
        rounds.ask();
        assertThat(asked).hasValue(4);
    }

    @Test
    void aNewStatementTooLightForAnIndexIsNot() {
        rounds.ask();
        workload = List.of(LIST, ONE, statement("3", 1, 20));
        rounds.ask();
        assertThat(asked).hasValue(1);
    }

    @Test
    void aChangedIndexOrAnHourIs() {
        rounds.ask();
        indexes = "7 kept";
        rounds.ask();
        assertThat(asked).hasValue(2);
        nanos.addAndGet(Duration.ofMinutes(61).toNanos());
        rounds.ask();
        assertThat(asked).hasValue(3);
    }

    @Test
    void aStatementThatBecameMuchSlowerIsOneAtOnceAndOnlyOnce() {
        rounds.askWhereSlower();
        assertThat(asked).as("nothing is known of what was before").hasValue(0);
        workload = List.of(statement("1", 90_000, 10), statement("2", 9_000, 1));
        rounds.ask();
        rounds.askWhereSlower();
        // A hundred calls of 30 ms hardly move the mean, and are much of what was since.
        workload = List.of(statement("1", 90_100, 10), statement("2", 9_100, 1.319));
        rounds.askWhereSlower();
        assertThat(asked).hasValue(2);
        workload = List.of(statement("1", 90_200, 10), statement("2", 9_200, 1.63));
        rounds.askWhereSlower();
        assertThat(asked).as("it is as slow as it was then").hasValue(2);
        for (int look = 0; look < 10; look++) {
            rounds.askWhereSlower();
        }
        workload = List.of(statement("1", 90_300, 10), statement("2", 9_300, 2.7));
        rounds.askWhereSlower();
        assertThat(asked).as("it is much slower again").hasValue(3);
    }

    @Test
    void whatIsSlowerButWeighsLittleOrRanSeldomIsNot() {
        workload = List.of(statement("1", 90_000, 10), statement("2", 9_000, 0.1));
        rounds.ask();
        rounds.askWhereSlower();
        workload = List.of(statement("1", 91_000, 10), statement("2", 9_100, 0.104));
        rounds.askWhereSlower();
        workload = List.of(statement("1", 91_000, 10), statement("2", 9_109, 0.2));
        rounds.askWhereSlower();
        workload = List.of(statement("1", 92_000, 10.2), statement("3", 500, 30));
        rounds.askWhereSlower();
        assertThat(asked).hasValue(1);
    }

    private static WorkloadStatement statement(String id, double calls, double millis) {
        return new WorkloadStatement(
                id, "SELECT " + id, calls, millis, List.of(), List.of(List.of(1)));
    }
}
