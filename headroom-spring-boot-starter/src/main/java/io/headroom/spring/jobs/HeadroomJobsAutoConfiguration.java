package io.headroom.spring.jobs;

import io.headroom.http.CorrelationId;
import io.headroom.jobs.HandledJob;
import io.headroom.jobs.JobFigures;
import io.headroom.jobs.JobSchedule;
import io.headroom.jobs.JobSurroundings;
import io.headroom.jobs.JobWorker;
import io.headroom.jobs.Jobs;
import io.headroom.jobs.WakeUp;
import io.headroom.jobs.redis.RedisWakeUp;
import io.headroom.spring.DependencyCheck;
import io.headroom.spring.HeadroomHttpAutoConfiguration;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.database.HeadroomJdbcAutoConfiguration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.slf4j.MDC;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.transaction.PlatformTransactionManager;

/// Jobs, as soon as `headroom.jobs.queues` names queues: what enqueues them, and what runs them on
/// this node.
///
/// Idle, this costs two small statements each `headroom.jobs.poll`, however many queues there are,
/// one each fifth of the lease for the sign of life, and a count every two seconds.
@AutoConfiguration(
        after = {
            HeadroomJdbcAutoConfiguration.class,
            DataSourceTransactionManagerAutoConfiguration.class,
            HeadroomHttpAutoConfiguration.class
        })
@ConditionalOnSingleCandidate(DataSource.class)
@Conditional(HeadroomJobsAutoConfiguration.QueuesAreConfigured.class)
@EnableConfigurationProperties(JobsProperties.class)
public class HeadroomJobsAutoConfiguration {

    static final class QueuesAreConfigured implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return Binder.get(context.getEnvironment())
                    .bind(
                            JobsProperties.PREFIX + ".queues",
                            Bindable.mapOf(String.class, Object.class))
                    .map(queues -> !queues.isEmpty())
                    .orElse(false);
        }
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean(WakeUp.class)
    RedisWakeUp headroomJobsWakeUp(JobsProperties properties, Environment environment) {
        return RedisWakeUp.on(properties.wakeUpUrl(environment), properties.channel());
    }

    @Bean
    Jobs headroomJobs(DataSource database, JobsProperties properties, WakeUp wakeUp) {
        return new Jobs(database, properties.queueOptions(), properties.options(), wakeUp);
    }

    @Bean
    TransactionalJobs headroomTransactionalJobs(Jobs jobs, DataSource database) {
        return new TransactionalJobs(jobs, database);
    }

    @Bean
    JobMetrics headroomJobMetrics(
            ObjectProvider<Jobs> jobs, ObjectProvider<RunningWorker> running) {
        return new JobMetrics(
                jobs::getObject,
                () -> running.getObject().worker().map(JobWorker::figures).orElse(JobFigures.NONE));
    }

    @Bean
    RunningWorker headroomJobWorker(
            Jobs jobs,
            JobsProperties properties,
            DataSource database,
            JobMetrics metrics,
            ObjectProvider<PlatformTransactionManager> transactions,
            ObjectProvider<HandledJob<?>> handlers,
            ObjectProvider<JobSchedule<?>> schedules,
            ConfigurableListableBeanFactory beans,
            Environment environment) {
        return new RunningWorker(() -> {
            JobWorker.Builder builder =
                    JobWorker.on(jobs, properties.nodeName(environment))
                            .surroundedBy(underItsCorrelationId())
                            .toldTo(metrics);
            transactions.ifUnique(
                    manager -> builder.inTransactionsOf(new SpringTransactions(manager, database)));
            handlers.orderedStream().forEach(builder::handling);
            AnnotatedHandlers.of(beans).forEach(builder::handling);
            schedules.orderedStream().forEach(builder::scheduling);
            if (!properties.work()) {
                builder.workingOn(Set.of());
            }
            return builder.start();
        });
    }

    private static JobSurroundings underItsCorrelationId() {
        return (context, run) -> {
            String id =
                    context.correlationId().isEmpty()
                            ? "job-" + context.id()
                            : context.correlationId();
            Map<String, String> before = MDC.getCopyOfContextMap();
            MDC.put(CorrelationId.LOG_KEY, id);
            try {
                run.run();
            } finally {
                MDC.setContextMap(before == null ? Map.of() : before);
            }
        };
    }

    @Bean
    DependencyCheck headroomJobsCheck(RunningWorker running) {
        return new JobsCheck(running);
    }

    @Bean
    QueueFacts headroomQueueFacts(RunningWorker running) {
        return new QueueFacts(running);
    }

    /// The operations' calls.
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Calls {

        @Bean
        JobsController headroomJobsController(
                Jobs jobs,
                RunningWorker running,
                JobMetrics metrics,
                ObjectProvider<InstantSource> clocks,
                OperatorGate gate) {
            return new JobsController(
                    jobs, running, metrics, clocks.getIfAvailable(InstantSource::system), gate);
        }
    }
}
