package io.headroom.http.cache;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What an application says.
final class Answered {

    private Answered() {}

    static CapturedAnswer answer(String body, String... headers) {
        return answer(200, body, headers);
    }

    static CapturedAnswer answer(int status, String body, String... headers) {
        List<HeaderField> fields = new ArrayList<>();
        fields.add(new HeaderField("Content-Type", "application/json"));
        for (int i = 0; i < headers.length; i += 2) {
            fields.add(new HeaderField(headers[i], headers[i + 1]));
        }
        return new CapturedAnswer(
                "/items/{id}", status, fields, body.getBytes(StandardCharsets.UTF_8));
    }
}
