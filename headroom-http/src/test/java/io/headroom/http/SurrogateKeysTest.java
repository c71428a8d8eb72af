package io.headroom.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurrogateKeysTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    item/17                   | item/17
                    list/*/acme/3/members     | list/%2A/acme/3/members
                    two words                 | two%20words
                    a,b                       | a%2Cb
                    50%                       | 50%25
                    niño                      | ni%C3%B1o
                    (a;b)+                    | %28a%3Bb%29%2B
                    """)
    void aKeyIsOneWordWithoutMeaningInAnExpression(String tag, String key) {
        assertThat(SurrogateKeys.key(tag)).isEqualTo(key);
    }

    @Test
    void everyAnswerHasTheKeyOfAllAnswers() {
        assertThat(SurrogateKeys.header(List.of("a", "b c", "a"))).contains("headroom a b%20c");
        assertThat(SurrogateKeys.header(List.of())).contains("headroom");
    }

    @Test
    void moreTagsThanAnEdgeTakesHaveNoHeader() {
        List<String> many = IntStream.range(0, 1_000).mapToObj(i -> "tag-of-item-" + i).toList();
        assertThat(SurrogateKeys.header(many)).isEmpty();
    }

    @Test
    void theKeysOfAPurgeAreDistinct() {
        assertThat(SurrogateKeys.keys(List.of("a", "b", "a"))).containsExactly("a", "b");
    }
}
