package io.headroom.marketplace;

import io.swagger.v3.core.util.Yaml31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.springdoc.core.customizers.OpenApiCustomizer;

/// Puts into the document of the shop's API what the starter says of the operations' calls: what
/// they do, their parameters with limits, errors, and whose token they need. The schemas of answers
/// stay those of the classes. Paths under `/metrics/` are left out, as they are the same calls; so
/// are the files of the operations' page.
final class OperationsDocument implements OpenApiCustomizer {

    private static final String RESOURCE = "/io/headroom/spring/operations/openapi.yaml";

    @Override
    public void customise(OpenAPI document) {
        OpenAPI operations = read();
        Paths paths = document.getPaths();
        operations
                .getPaths()
                .forEach((path, described) -> {
                    PathItem generated = paths.get(path);
                    if (generated != null) { // else the shop has not this feature
                        complete(described, generated);
                        paths.put(path, described);
                    }
                });
        paths.keySet()
                .removeIf(path -> path.startsWith("/metrics/") || path.startsWith("/operations"));
        add(operations.getComponents(), document.getComponents());
        operations.getTags().forEach(document::addTagsItem);
    }

    private static void complete(PathItem described, PathItem generated) {
        described
                .readOperationsMap()
                .forEach((method, operation) -> {
                    Operation known = generated.readOperationsMap().get(method);
                    if (known != null) {
                        complete(operation, known);
                    }
                });
    }

    private static void complete(Operation described, Operation generated) {
        described
                .getResponses()
                .forEach((code, response) -> {
                    ApiResponse known = generated.getResponses().get("200");
                    if (known != null && isAnswer(code) && response.getContent() == null) {
                        response.setContent(known.getContent());
                    }
                });
    }

    private static boolean isAnswer(String code) {
        return code.equals("200") || code.equals("202");
    }

    private static void add(Components described, Components to) {
        described.getSecuritySchemes().forEach(to::addSecuritySchemes);
        described.getResponses().forEach(to::addResponses);
        described.getSchemas().forEach(to::addSchemas);
    }

    private static OpenAPI read() {
        try (InputStream text =
                Objects.requireNonNull(
                        OperationsDocument.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return Yaml31.mapper().readValue(text, OpenAPI.class);
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", e);
        }
    }
}
