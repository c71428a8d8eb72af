package io.headroom.spring.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the answers of a [RunningService].
public final class Answers {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Answers() {}

    public static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }

    /// The `data` of an answer that must be a success.
    public static JsonNode data(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode body = json(answer);
        assertThat(body.get("success").asBoolean()).isTrue();
        return body.get("data");
    }

    /// What a problem says to people.
    public static String detail(HttpResponse<String> problem) {
        return json(problem).get("detail").asString();
    }

    /// The first of a list whose field has this value.
    public static Optional<JsonNode> find(JsonNode list, String field, String value) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(each -> each.get(field).asString().equals(value))
                .findFirst();
    }
}
