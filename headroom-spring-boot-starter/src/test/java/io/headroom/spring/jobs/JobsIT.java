package io.headroom.spring.jobs;

import static io.headroom.spring.running.Answers.find;
import static io.headroom.spring.running.Answers.json;
import static io.headroom.spring.running.RunningService.OPERATIONS;
import static io.headroom.spring.running.RunningService.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.http.CorrelationId;
import io.headroom.jobs.Enqueued;
import io.headroom.jobs.JobContext;
import io.headroom.jobs.JobType;
import io.headroom.jobs.Jobs;
import io.headroom.jobs.UnknownQueueException;
import io.headroom.spring.OperatorCheck;
import io.headroom.spring.running.RunningService;
import io.headroom.spring.running.Sql;
import java.net.http.HttpResponse;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// A service with three queues, configured and annotated.
class JobsIT {

    private static final String JOBS = OPERATIONS + "/jobs";

    record Mail(String to) {}

    record Entry(String text) {}

    record Count(String of) {}

    private static final JobType<Mail> MAIL = JobType.of("mail", Mail.class).inQueue("email");
    private static final JobType<Entry> ENTRY = JobType.of("entry", Entry.class).inQueue("audit");
    private static final JobType<Count> COUNT = JobType.of("count", Count.class).inQueue("counts");

    private final TestDatabase database = TestServers.newDatabase();
    private RunningService service;
    private TransactionalJobs jobs;
    private TransactionTemplate transaction;
    private Handlers handlers;

    @BeforeEach
    void start() throws Exception {
        Sql.execute(
                database.dataSource(),
                Sql.script(Jobs.class, "headroom_jobs.sql"),
                "CREATE TABLE audit (entry text)",
                """
                DO $$ BEGIN
                  EXECUTE format('ALTER DATABASE %I SET synchronous_commit = on', current_database());
                END $$
                """);
        service =
                RunningService.start(
                        Service.class,
                        database,
                        "--headroom.jobs.queues.email.retry.retries=0",
                        "--headroom.jobs.queues.audit.mode=in-tx",
                        "--headroom.jobs.queues.audit.retry.first=50ms",
                        "--headroom.jobs.queues.counts.async-commit=true",
                        "--headroom.jobs.node=test",
                        "--headroom.jobs.poll=50ms");
        jobs = service.bean(TransactionalJobs.class);
        transaction = service.bean(TransactionTemplate.class);
        handlers = service.bean(Handlers.class);
    }

    @AfterEach
    void stop() {
        service.close();
        database.close();
    }

    @Test
    void aJobTakesPartInTheTransactionAndCarriesTheCorrelationId() {
        MDC.put(CorrelationId.LOG_KEY, "request-1");
        try {
            transaction.executeWithoutResult(status -> {
                jobs.enqueue(MAIL.job(new Mail("nobody")));
                status.setRollbackOnly();
            });
            transaction.executeWithoutResult(status -> jobs.enqueue(MAIL.job(new Mail("anna"))));
            jobs.enqueue(MAIL.job(new Mail("ben")));
        } finally {
            MDC.remove(CorrelationId.LOG_KEY);
        }
        await().until(() -> handlers.seen.size() == 2);
        assertThat(handlers.seen)
                .containsExactlyInAnyOrder("anna under request-1", "ben under request-1");
    }

    @Test
    void inTxWhatJdbcClientDoesIsCommittedWithTheAcknowledgement() {
        jobs.enqueue(ENTRY.job(new Entry("fails once")));
        await().until(() -> handlers.entries.size() == 2);
        await().until(() -> count("SELECT count(*) FROM headroom_job") == 0);
        assertThat(count("SELECT count(*) FROM audit")).isOne();
    }

    @Test
    void whatAHandlerCommitsWithSpringDoesNotWaitWhereItsQueueSaysSo() {
        jobs.enqueue(COUNT.job(new Count("alone")));
        jobs.enqueue(COUNT.job(new Count("in a transaction")));
        jobs.enqueue(COUNT.job(new Count("in a transaction of its own")));

        await().until(() -> handlers.seen.size() == 3);
        assertThat(handlers.seen)
                .containsExactlyInAnyOrder(
                        "alone: off", "in a transaction: off", "in a transaction of its own: on");
        await().until(() -> count("SELECT count(*) FROM headroom_job") == 0);
        assertThat(count("SELECT count(*) FROM audit")).isEqualTo(3);
    }

    @Test
    void whatIsRegisteredForTheCommitCannotBeUndoneInPart() throws Exception {
        SpringTransactions transactions =
                new SpringTransactions(
                        service.bean(PlatformTransactionManager.class),
                        service.bean(DataSource.class));
        transactions.run(connection -> {
            assertThat(transactions.canUndoInPart()).isTrue();
            jobs.enqueue(MAIL.job(new Mail("anna")));
            assertThat(transactions.canUndoInPart()).isFalse();
        });
    }

    private long count(String sql) {
        return service.bean(JdbcClient.class).sql(sql).query(Long.class).single();
    }

    @Test
    void theCallsShowPauseResumeAndRequeue() {
        Enqueued enqueued = jobs.enqueue(MAIL.job(new Mail("refused")));
        long id = ((Enqueued.Accepted) enqueued).id();
        await().until(() -> get(JOBS + "/dead").get("data").size() == 1);
        JsonNode dead = get("/metrics/jobs/dead?queue=email").get("data").get(0);
        assertThat(dead.get("id").asLong()).isEqualTo(id);
        assertThat(dead.get("error").asString()).contains("no such mailbox");

        assertThat(post("/queues/email/pause", "").statusCode()).isEqualTo(401);
        assertThat(post("/queues/email/pause", "guess").statusCode()).isEqualTo(403);
        assertThat(post("/queues/mail/pause", OPERATOR).statusCode()).isEqualTo(404);
        assertThat(post("/queues/email/pause", OPERATOR).statusCode()).isEqualTo(200);
        await().until(() -> queue("email").path("paused").asBoolean(false));
        assertThat(post("/dead/" + id + "/requeue", OPERATOR).statusCode()).isEqualTo(200);
        assertThat(post("/dead/" + id + "/requeue", OPERATOR).statusCode()).isEqualTo(404);
        await().until(() -> queue("email").path("ready").asLong(-1) == 1);
        assertThat(post("/queues/email/resume", OPERATOR).statusCode()).isEqualTo(200);
        await().until(() -> get(JOBS + "/dead").get("data").size() == 1);

        assertThat(queue("email").get("runs").get("died").asLong()).isEqualTo(2);
        assertThat(get(JOBS).get("data").get("nodes").get(0).get("name").asString())
                .isEqualTo("test");
        assertThat(service.get("/metrics").body())
                .contains(
                        "headroom_jobs_runs_total{outcome=\"dead\",queue=\"email\"} 2.0",
                        "headroom_jobs_oldest_seconds");
        await().until(() -> service.get("/health/ready").body().contains("\"jobs\""));
    }

    private JsonNode queue(String name) {
        return find(get(JOBS).get("data").get("queues"), "name", name)
                .orElse(MissingNode.getInstance());
    }

    @Test
    void anUnknownQueueIsRefused() {
        assertThatThrownBy(() -> jobs.enqueue(MAIL.inQueue("mail").job(new Mail("x"))))
                .isInstanceOf(UnknownQueueException.class)
                .hasMessageContaining("[audit, counts, email]");
    }

    private JsonNode get(String path) {
        return json(service.get(path));
    }

    private HttpResponse<String> post(String path, String token) {
        return token.isEmpty()
                ? service.ask("POST", JOBS + path)
                : service.ask("POST", JOBS + path, "Authorization", "Bearer " + token);
    }

    /// The handlers.
    static class Handlers {

        final Queue<String> seen = new ConcurrentLinkedQueue<>();
        final Queue<String> entries = new ConcurrentLinkedQueue<>();
        private final JdbcClient jdbc;
        private final PlatformTransactionManager transactions;

        Handlers(JdbcClient jdbc, PlatformTransactionManager transactions) {
            this.jdbc = jdbc;
            this.transactions = transactions;
        }

        @HandlesJob(type = "mail", queue = "email")
        void send(Mail mail) {
            if (mail.to().equals("refused")) {
                throw new IllegalStateException("no such mailbox");
            }
            seen.add(mail.to() + " under " + MDC.get(CorrelationId.LOG_KEY));
        }

        @HandlesJob(type = "entry", queue = "audit")
        void write(Entry entry, JobContext job) {
            jdbc.sql("INSERT INTO audit VALUES (?)").param(entry.text()).update();
            entries.add(entry.text());
            if (job.failures() == 0) {
                throw new IllegalStateException("after the insert");
            }
        }

        @HandlesJob(type = "count", queue = "counts")
        void count(Count count) {
            if (count.of().equals("alone")) {
                note(count);
                return;
            }
            TransactionTemplate transaction = new TransactionTemplate(transactions);
            if (count.of().endsWith("own")) {
                transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
                // It is the transaction around it whose connection is lent.
                new TransactionTemplate(transactions)
                        .executeWithoutResult(
                                outer -> transaction.executeWithoutResult(inner -> note(count)));
            } else {
                transaction.executeWithoutResult(status -> note(count));
            }
        }

        private void note(Count count) {
            String setting =
                    jdbc.sql("SELECT current_setting('synchronous_commit')")
                            .query(String.class)
                            .single();
            jdbc.sql("INSERT INTO audit VALUES (?)").param(count.of()).update();
            seen.add(count.of() + ": " + setting);
        }
    }

    @EnableAutoConfiguration
    static class Service {

        @Bean
        Handlers handlers(JdbcClient jdbc, PlatformTransactionManager transactions) {
            return new Handlers(jdbc, transactions);
        }

        @Bean
        OperatorCheck operators() {
            return request -> ("Bearer " + OPERATOR).equals(request.getHeader("Authorization"));
        }
    }
}
