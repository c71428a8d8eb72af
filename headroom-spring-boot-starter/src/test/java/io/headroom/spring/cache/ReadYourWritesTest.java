package io.headroom.spring.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.cache.Invalidation;
import io.headroom.cache.LoadOptions;
import io.headroom.cache.SessionToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

class ReadYourWritesTest {

    private static final String HEADER = "Headroom-Session";
    private static final String TOKEN = "0.00ff.17";

    private final MockHttpServletRequest request = new MockHttpServletRequest();
    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final ReadYourWrites session = new ReadYourWrites(HEADER);

    @BeforeEach
    void begin() {
        RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request, response));
    }

    @AfterEach
    void end() {
        RequestContextHolder.resetRequestAttributes();
    }

    @Test
    void theTokenOfTheRequestIsWhatItsReadsMustSee() {
        request.addHeader(HEADER, TOKEN);
        assertThat(session.token()).hasToString(TOKEN);
        assertThat(session.in(LoadOptions.defaults()).session()).hasToString(TOKEN);
    }

    @Test
    void aMalformedTokenIsNone() {
        request.addHeader(HEADER, "<script>");
        assertThat(session.token().isEmpty()).isTrue();
    }

    @Test
    void withoutTheHeadersNameNothingHappens() {
        request.addHeader(HEADER, TOKEN);
        ReadYourWrites off = new ReadYourWrites("");
        assertThat(off.token().isEmpty()).isTrue();
        var _ = off.note(new Invalidation.Local());
        assertThat(response.getHeaderNames()).isEmpty();
    }

    @Test
    void theAnswerKeepsWhatTheRequestBroughtAndAddsItsOwnWrites() {
        request.addHeader(HEADER, TOKEN);
        var _ = session.note(new Invalidation.Local());
        assertThat(response.getHeader(HEADER)).isEqualTo(TOKEN);
    }

    @Test
    void outsideARequestNothingHappens() {
        RequestContextHolder.resetRequestAttributes();
        assertThat(session.token()).isEqualTo(SessionToken.none());
        var _ = session.note(new Invalidation.Local());
    }
}
