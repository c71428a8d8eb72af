package io.headroom.spring.timing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueryParametersTest {

    @Test
    void secretsAreLeftOut() {
        assertThat(
                        QueryParameters.of(
                                "q=lamp&access_token=abc&Password=x&api_key=1"
                                        + "&state=eyJhbGciOiJIUzI1NiJ9.e30.sig"))
                .containsEntry("q", "lamp")
                .containsEntry("access_token", "***")
                .containsEntry("Password", "***")
                .containsEntry("api_key", "***")
                .containsEntry("state", "***");
    }

    @Test
    void valuesAreShortAndOnOneLine() {
        assertThat(QueryParameters.of("q=a%0Ab&long=" + "x".repeat(5_000)))
                .containsEntry("q", "a b")
                .containsEntry("long", "x".repeat(80) + "…");
    }

    @Test
    void thereAreFew() {
        assertThat(QueryParameters.of("a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9&j=0&k=1&l=2&m=3&n=4"))
                .hasSize(13)
                .containsKey("…");
    }

    @Test
    void whatCannotBeDecodedIsShownAsItCame() {
        assertThat(QueryParameters.of("q=%zz&&x")).containsEntry("q", "%zz").containsEntry("x", "");
    }
}
