package io.headroom.spring.correlation;

import io.headroom.http.CorrelationId;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.boot.task.SimpleAsyncTaskSchedulerBuilder;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.config.TaskManagementConfigUtils;

/// Correlation ids on Spring's executors and schedulers, and in the calls of the clients that
/// Spring Boot builds. An executor that an application makes itself needs
/// [Correlation#carried(Runnable)]. Idle, this costs nothing.
@AutoConfiguration(
        after = TaskExecutionAutoConfiguration.class,
        before = TaskSchedulingAutoConfiguration.class)
public class HeadroomCorrelationAutoConfiguration {

    @Bean
    TaskDecorator headroomCorrelatedTasks() {
        return Correlation::carried;
    }

    /// With virtual threads, Spring runs what has a fixed delay on the scheduler's own thread, past
    /// every decorator.
    @Bean("taskScheduler")
    @ConditionalOnThreading(Threading.VIRTUAL)
    @ConditionalOnBean(name = TaskManagementConfigUtils.SCHEDULED_ANNOTATION_PROCESSOR_BEAN_NAME)
    @ConditionalOnMissingBean({TaskScheduler.class, ScheduledExecutorService.class})
    SimpleAsyncTaskScheduler headroomCorrelatedScheduler(SimpleAsyncTaskSchedulerBuilder builder) {
        return builder.configure(new CorrelatedScheduler());
    }

    private static final class CorrelatedScheduler extends SimpleAsyncTaskScheduler {

        private static final long serialVersionUID = 1L;

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(
                Runnable task, Instant startTime, Duration delay) {
            return super.scheduleWithFixedDelay(Correlation.carried(task), startTime, delay);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Duration delay) {
            return super.scheduleWithFixedDelay(Correlation.carried(task), delay);
        }
    }

    /// Where the clients are on the class path.
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(RestClientCustomizer.class)
    static class Calls {

        @Bean
        RestClientCustomizer headroomCorrelatedRestClient() {
            return builder -> builder.requestInterceptor(TELL);
        }

        @Bean
        RestTemplateCustomizer headroomCorrelatedRestTemplate() {
            return template -> template.getInterceptors().add(TELL);
        }

        private static final ClientHttpRequestInterceptor TELL =
                (request, body, execution) -> {
                    Correlation.current()
                            .ifPresent(id ->
                                    request.getHeaders().set(CorrelationId.HEADER, id.value()));
                    return execution.execute(request, body);
                };
    }
}
