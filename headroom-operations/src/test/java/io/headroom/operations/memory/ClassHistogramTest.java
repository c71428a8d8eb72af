package io.headroom.operations.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClassHistogramTest {

    @Test
    void whatGrewIsNamedTheMostBytesFirst() {
        ClassHistogram before =
                ClassHistogram.parse(
                        """
                         num     #instances         #bytes  class name (module)
                        -------------------------------------------------------
                           1:          2031        1830912  [B (java.base@25)
                           2:            10            240  com.example.Session
                        Total         2041        1831152
                        """);
        ClassHistogram after =
                ClassHistogram.parse(
                        """
                           1:          2030        1830800  [B (java.base@25)
                           2:           110           2640  com.example.Session
                           3:             4           9000  com.example.Page
                        """);
        assertThat(after.since(before))
                .containsExactly(
                        new LeakReport.Growing("com.example.Page", 4, 9000),
                        new LeakReport.Growing("com.example.Session", 100, 2400));
    }

    @Test
    void theOneOfThisProcessCountsItsClasses() throws Exception {
        assertThat(ClassHistogram.take().classes()).containsKey("java.lang.String");
    }
}
