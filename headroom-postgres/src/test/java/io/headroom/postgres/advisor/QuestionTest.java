package io.headroom.postgres.advisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionTest {

    @Test
    void valuesAreLiteralsOfAnyKind() {
        Question question =
                Question.of("SELECT $1, $2, $3, $4", List.of("int8[]"))
                        .with(Arrays.asList(new long[] {1, 2}, "it's", "a\\b", null));
        assertThat(question.values()).containsExactly("'{1, 2}'", "'it''s'", "E'a\\\\b'", "NULL");
        assertThat(question.types()).containsExactly("int8[]");
    }

    @Test
    void moreTypesThanParametersAreOfAnotherText() {
        assertThat(Question.of("SELECT $1", List.of("int4", "int4")).types()).isEmpty();
    }
}
