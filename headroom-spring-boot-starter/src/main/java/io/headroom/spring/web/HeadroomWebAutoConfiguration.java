package io.headroom.spring.web;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import jakarta.servlet.Filter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.CorsFilter;

/// Security headers, CORS and JSON without nulls.
///
/// The two filters stand behind those of correlation, timing and limits and behind a response
/// cache, and before all others: what they set is part of a stored answer, and an answer of an open
/// service says by `Vary` that it depends on the `Origin`.
///
/// Idle, this costs nothing; a request costs the setting of five headers.
@AutoConfiguration(before = JacksonAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties({SecurityHeadersProperties.class, CorsProperties.class})
public class HeadroomWebAutoConfiguration {

    private static final int BEHIND_LIMITS = Ordered.HIGHEST_PRECEDENCE + 10;

    @Bean
    FilterRegistrationBean<Filter> headroomSecurityHeadersFilter(
            SecurityHeadersProperties properties) {
        return registration(
                new SecurityHeadersFilter(properties), BEHIND_LIMITS, properties.enabled());
    }

    @Bean
    FilterRegistrationBean<Filter> headroomCorsFilter(CorsProperties properties) {
        return registration(
                new CorsFilter(properties.source()), BEHIND_LIMITS + 1, properties.isOpen());
    }

    private static FilterRegistrationBean<Filter> registration(
            Filter filter, int order, boolean enabled) {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(order);
        registration.setEnabled(enabled);
        return registration;
    }

    /// Before Spring Boot's own, so that `spring.jackson.default-property-inclusion` has the last
    /// word.
    @Bean
    @Order(-1)
    JsonMapperBuilderCustomizer headroomJsonWithoutNulls() {
        return builder ->
                builder.changeDefaultPropertyInclusion(inclusion ->
                        inclusion
                                .withValueInclusion(Include.NON_NULL)
                                .withContentInclusion(Include.NON_NULL));
    }
}
