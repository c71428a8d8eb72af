package io.headroom.marketplace.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.search.LuceneSearchIndex;
import io.headroom.search.SearchIndex;
import io.headroom.spring.operations.benchmark.Fixture;
import io.headroom.spring.operations.benchmark.Operation;
import org.junit.jupiter.api.Test;

class SearchBenchmarkTest {

    @Test
    void itAsksTheIndexAndLeavesItAsItWas() throws Exception {
        try (SearchIndex index = LuceneSearchIndex.inMemory(ItemSchema.SCHEMA);
                Fixture fixture = new SearchBenchmark(index).open()) {
            assertThat(fixture.operations())
                    .extracting(Operation::name)
                    .containsExactly("text", "suggestion");
            for (Operation operation : fixture.operations()) {
                for (int i = 0; i < 20; i++) {
                    assertThat(operation.work().call()).isNotNull();
                }
            }
            assertThat(index.size()).isZero();
            assertThat(index.position()).isEmpty();
        }
    }
}
