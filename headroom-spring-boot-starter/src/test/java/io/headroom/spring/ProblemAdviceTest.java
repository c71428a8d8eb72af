package io.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ProblemAdviceTest {

    private final ProblemAdvice advice = new ProblemAdvice();
    private final MockHttpServletRequest request = new MockHttpServletRequest("PUT", "/items/17");

    record Case(RuntimeException error, String detail) {}

    private static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        new CannotAcquireLockException("item 17 is being written"),
                        "Others are writing the same; please try again."),
                new Case(
                        new QueryTimeoutException("SELECT secret"),
                        "The database took too long to answer; please try again."),
                new Case(
                        new DataAccessResourceFailureException("10.0.0.7 refused"),
                        "The database cannot be reached; please try again."));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aDatabaseThatCannotAnswerNowIs503WithTheReasonAndNothingOfTheCause(Case each) {
        ResponseEntity<ProblemDetail> answer = advice.databaseUnavailable(each.error(), request);
        assertThat(answer.getStatusCode().value()).isEqualTo(503);
        assertThat(answer.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("2");
        assertThat(answer.getHeaders().getFirst(HttpHeaders.CACHE_CONTROL)).isEqualTo("no-store");
        assertThat(Objects.requireNonNull(answer.getBody()).getDetail()).isEqualTo(each.detail());
    }

    @Test
    void whatNobodyForesawIs500WithNothingOfTheCause() {
        ResponseEntity<ProblemDetail> answer =
                Objects.requireNonNull(
                        advice.unforeseen(
                                new IllegalStateException("password is hunter2"),
                                request,
                                new MockHttpServletResponse()));
        assertThat(answer.getStatusCode().value()).isEqualTo(500);
        assertThat(String.valueOf(answer.getBody())).doesNotContain("hunter2");
    }
}
