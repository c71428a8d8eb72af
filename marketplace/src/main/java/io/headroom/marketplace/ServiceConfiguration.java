package io.headroom.marketplace;

import io.headroom.http.pages.SignedCursor;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.providers.ObjectMapperProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/// What belongs to the node as a whole.
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class ServiceConfiguration {

    /// Monotonic time.
    @Bean
    LongSupplier nanoTime() {
        return System::nanoTime;
    }

    /// Cursors are signed by a key of their own, derived from the shop's.
    @Bean
    SignedCursor signedCursor(SecretKey tokenKey) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(tokenKey);
        return new SignedCursor(mac.doFinal("page cursors".getBytes(StandardCharsets.UTF_8)));
    }

    @Bean
    ModelResolver schemas(ObjectMapperProvider mappers) {
        return new ModelResolver(mappers.jsonMapper(), new SchemaNames())
                .openapi31(mappers.isOpenapi31());
    }

    @Bean
    OpenApiCustomizer operationsDocument() {
        return new OperationsDocument();
    }

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(
                        new Info()
                                .title("Headroom marketplace")
                                .version("v1")
                                .description(
                                        "The shop's API. Errors are RFC 9457 problem details; pages"
                                                + " are keyset pages with signed cursors. Each path"
                                                + " under /api/v1/performance also answers under"
                                                + " /metrics.")
                                .license(new License().name("Apache-2.0")))
                .components(
                        new Components()
                                .addSecuritySchemes(
                                        "token",
                                        new SecurityScheme()
                                                .type(SecurityScheme.Type.HTTP)
                                                .scheme("bearer")
                                                .bearerFormat("JWT")));
    }
}
