package io.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.operations.finding.Fact;
import io.headroom.test.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DependenciesTest {

    private final ManualTime time = new ManualTime(Instant.parse("2026-01-01T00:00:00Z"));
    private final Index index = new Index();
    private final Dependencies dependencies = new Dependencies(List.of(index), time, time::nanos);

    private static final class Index implements DependencyCheck {

        private volatile boolean built;

        @Override
        public String name() {
            return "search";
        }

        @Override
        public boolean required() {
            return true;
        }

        @Override
        public String check() {
            if (!built) {
                throw new IllegalStateException("the index is being built");
            }
            return "5 items";
        }
    }

    @AfterEach
    void stop() {
        dependencies.close();
    }

    private Dependencies.Result round() {
        dependencies.checkAll();
        return dependencies.results().getFirst().getValue();
    }

    private List<Fact> facts() {
        List<Fact> told = new ArrayList<>();
        new DependencyFindings(dependencies).tell(told::add);
        return told;
    }

    @Test
    void whatIsBeingBuiltAtTheStartIsNotReadyAndNoTrouble() {
        assertThat(round().starting()).isTrue();
        assertThat(dependencies.ready()).isFalse();
        assertThat(facts()).isEmpty();
    }

    @Test
    void whatWasNeverWellIsTroubleTwoMinutesAfterTheStart() {
        round();
        time.advance(Dependencies.START);
        assertThat(round().starting()).isFalse();
        assertThat(facts()).hasSize(1);
    }

    @Test
    void whatWasWellOnceIsTroubleAtOnce() {
        index.built = true;
        assertThat(round().healthy()).isTrue();
        index.built = false;
        time.advance(Duration.ofSeconds(2));
        assertThat(round().starting()).isFalse();
        assertThat(facts())
                .singleElement()
                .isEqualTo(new Fact.Dependency("search", false, true, "the index is being built"));
    }
}
