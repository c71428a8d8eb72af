package io.headroom.spring.ratelimit;

import io.headroom.operations.Operations;
import io.headroom.spring.Problems;
import io.headroom.spring.operations.HeadroomOperationsAutoConfiguration;
import io.headroom.spring.overload.HeadroomOverloadAutoConfiguration;
import io.headroom.spring.overload.OverloadProperties;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Limits of rate, where there is a limit of concurrency and an operator who can set them.
///
/// Idle, this costs nothing; a request costs two clock readings and two counters of its caller, of
/// whom 4,096 are known between two looks.
@AutoConfiguration(
        after = {
            HeadroomOverloadAutoConfiguration.class,
            HeadroomOperationsAutoConfiguration.class
        })
@ConditionalOnBean({OverloadProperties.class, Operations.class})
public class HeadroomRateLimitAutoConfiguration {

    /// After a cache of answers, before the limit of concurrency.
    private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 4;

    @Bean
    RateLimits headroomRateLimits() {
        return new RateLimits(System::nanoTime);
    }

    @Bean
    CallerFacts headroomCallerFacts(RateLimits limits) {
        return new CallerFacts(limits, System::nanoTime);
    }

    @Bean
    RateLimitRunner headroomRateLimitRunner(RateLimits limits) {
        return new RateLimitRunner(limits);
    }

    @Bean
    TooMany headroomTooManyRequests(Problems problems, RateLimits limits, MeterRegistry registry) {
        return new TooMany(problems, limits, registry);
    }

    @Bean
    FilterRegistrationBean<CallerLimitFilter> headroomCallerLimitFilter(
            OverloadProperties overload, RateLimits limits, CallerFacts callers, TooMany refusal) {
        FilterRegistrationBean<CallerLimitFilter> registration =
                new FilterRegistrationBean<>(
                        new CallerLimitFilter(
                                overload.priority(), limits, callers, refusal, System::nanoTime));
        registration.setOrder(ORDER);
        return registration;
    }

    @Bean
    WebMvcConfigurer headroomRouteLimits(RateLimits limits, TooMany refusal) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new RouteLimitInterceptor(limits, refusal))
                        .order(Ordered.HIGHEST_PRECEDENCE);
            }
        };
    }
}
