package io.headroom.spring;

import io.headroom.http.CorrelationId;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/// Answers with a problem what Tomcat refuses before any filter sees it, such as a path that cannot
/// be decoded. Tomcat makes it by its name, hence public.
public final class ProblemReportValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable error) {
        int code = response.getStatus();
        if (code < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        HttpStatus status = HttpStatus.resolve(code);
        String given = response.getHeader(CorrelationId.HEADER);
        String id =
                given != null
                        ? given
                        : CorrelationId.accept(
                                        request.getHeader(CorrelationId.HEADER),
                                        ThreadLocalRandom.current())
                                .value();
        try {
            response.setHeader(CorrelationId.HEADER, id);
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            Writer writer = response.getReporter();
            if (writer != null) {
                // The path is what could not be read; it is not repeated.
                writer.write(
                        """
                        {"type":"about:blank","title":"%s","status":%d,"instance":"/","correlationId":"%s"}\
                        """
                                .formatted(
                                        status == null ? "Error" : status.getReasonPhrase(),
                                        code,
                                        id));
                response.finishResponse();
            }
        } catch (IOException callerGone) {
            // Nobody is left to be told.
            return;
        }
    }
}
