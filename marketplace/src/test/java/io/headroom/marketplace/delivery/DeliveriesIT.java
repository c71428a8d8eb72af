package io.headroom.marketplace.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.jobs.JobType;
import io.headroom.jobs.JobWorker;
import io.headroom.jobs.Jobs;
import io.headroom.jobs.JobsOptions;
import io.headroom.jobs.Mode;
import io.headroom.jobs.QueueOptions;
import io.headroom.jobs.RetryPolicy;
import io.headroom.jobs.WakeUp;
import io.headroom.marketplace.delivery.ScriptedSmtp.Step;
import io.headroom.operations.alert.Priority;
import io.headroom.operations.alert.delivery.AlertMessage;
import io.headroom.operations.alert.delivery.AlertNotice;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Mails as a worker sends them, by way of servers that fail in each way a server can.
class DeliveriesIT {

    record Note(String name) {}

    private static final JobType<Note> NOTE = JobType.of("note", Note.class).inQueue("email");
    private static final String FROM = "shop@example.org";

    private final TestDatabase database =
            TestServers.newDatabase(
                    "shop-schema",
                    source -> Flyway.configure().dataSource(source).load().migrate());
    private HikariDataSource pool;
    private JdbcClient jdbc;
    private Jobs jobs;
    private Deliveries deliveries;

    record Row(int attempts, int inDoubt, boolean delivered, String answer) {}

    @BeforeEach
    void connect() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(8);
        pool = new HikariDataSource(config);
        jdbc = JdbcClient.create(pool);
        deliveries = new Deliveries(jdbc, new SimpleMeterRegistry());
        jobs =
                new Jobs(
                        pool,
                        List.of(
                                QueueOptions.named("email")
                                        .mode(Mode.SYNC)
                                        .retry(
                                                RetryPolicy.DEFAULT
                                                        .withPauses(
                                                                RetryPolicy.Growth.FIXED,
                                                                Duration.ofMillis(50),
                                                                Duration.ofMillis(50))
                                                        .dyingOf(RefusedForGoodException.class))
                                        .build()),
                        JobsOptions.DEFAULT.withPoll(Duration.ofMillis(50)),
                        WakeUp.none());
    }

    @AfterEach
    void drop() {
        pool.close();
        database.close();
    }

    private JobWorker worker(Mailer mailer) {
        return JobWorker.on(jobs, "test")
                .handling(
                        NOTE,
                        (note, context) ->
                                deliveries.once(
                                        note.name(),
                                        Channel.EMAIL,
                                        () -> mailer.send(mail(note.name()))))
                .start();
    }

    private static Mail mail(String key) {
        return new Mail(
                key, "ada@example.org", "Señal " + key, "A text with ü and €.\n", List.of());
    }

    private static SmtpMailer mailer(String url) {
        return new SmtpMailer(
                SmtpAddress.parse(url), FROM, Duration.ofSeconds(2), InstantSource.system());
    }

    @Test
    void operatorsWhoseAddressesHaveOneHashCodeAreEachTold(@TempDir Path data) throws Exception {
        Instant now = Instant.now();
        AlertNotice notice =
                new AlertNotice(
                        1,
                        AlertNotice.Change.FIRES,
                        "shop-is-open",
                        "ShopIsOpen",
                        "",
                        Priority.HIGH,
                        "The shop is open.",
                        "service.ready is 1; it may not be above 0.5.",
                        now,
                        now,
                        Instant.EPOCH,
                        "node-1");
        List<String> operators = List.of("Aa@example.org", "BB@example.org");
        assertThat(operators)
                .extracting(String::hashCode)
                .containsOnly(operators.getFirst().hashCode());
        Mailer mailer =
                new MailFolder(new Outbox(data.toString(), "mail"), FROM, InstantSource.system());
        new AlertMails(operators, deliveries, mailer)
                .receive(new AlertMessage("alert-1-fires", "shop", "", now, List.of(notice), 0));
        try (Stream<Path> mails = Files.list(data.resolve("mail"))) {
            assertThat(mails).hasSize(2);
        }
        assertThat(jdbc.sql("SELECT key FROM delivery").query(String.class).list())
                .hasSize(2)
                .noneMatch(key -> key.contains("@"));
    }

    private Row afterSending(ScriptedSmtp server) {
        try (JobWorker worker = worker(mailer(server.url()))) {
            var _ = jobs.enqueue(NOTE.job(new Note("note/1")));
            eventually(() ->
                    jdbc.sql("SELECT count(*) FROM headroom_job").query(Long.class).single() == 0);
            assertThat(worker.isAlive()).isTrue();
        }
        return row("note/1");
    }

    private Row row(String key) {
        return jdbc.sql("SELECT * FROM delivery WHERE key = :key")
                .param("key", key)
                .query((row, number) ->
                        new Row(
                                row.getInt("attempts"),
                                row.getInt("in_doubt"),
                                row.getObject("delivered_at") != null,
                                row.getString("answer")))
                .single();
    }

    @Test
    void aMailArrivesAtARealServerAsItWasWritten(@TempDir Path folder) throws Exception {
        Path attachment = Files.writeString(folder.resolve("a.csv"), "a,b\n1,2\n");
        GreenMail server =
                new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        try {
            mailer("smtp://127.0.0.1:" + server.getSmtp().getPort())
                    .send(
                            new Mail(
                                    "report/7",
                                    "ada@example.org",
                                    "Señal",
                                    "A text with ü and €.\n",
                                    List.of(
                                            new Mail.Attachment(
                                                    attachment, "sales.csv", "text/csv"))));
            MimeMessage message = server.getReceivedMessages()[0];
            assertThat(message.getSubject()).isEqualTo("Señal");
            assertThat(message.getMessageID()).isEqualTo("<report.7@example.org>");
            assertThat(message.getFrom()[0]).hasToString(FROM);
            assertThat(GreenMailUtil.getWholeMessage(message))
                    .contains("name=sales.csv")
                    .contains("Auto-Submitted: auto-generated");
        } finally {
            server.stop();
        }
    }

    @Test
    void aServerThatWorksGetsItOnce() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp()) {
            assertThat(afterSending(server)).isEqualTo(new Row(1, 0, true, "250 kept as 1"));
            assertThat(server.mails()).hasSize(1);
        }
    }

    @Test
    void aServerThatRefusesForNowGetsItOnceWhenItWorksAgain() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(Step.HANG_UP, Step.TURN_AWAY, Step.BUSY)) {
            assertThat(afterSending(server)).isEqualTo(new Row(4, 0, true, "250 kept as 1"));
            assertThat(server.mails()).hasSize(1);
        }
    }

    @Test
    void aServerThatIsNotThereSurelyDidNotTakeIt() throws Exception {
        String url;
        try (ScriptedSmtp gone = new ScriptedSmtp()) {
            url = gone.url();
        }
        SmtpMailer mailer = mailer(url);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> mailer.send(mail("note/1")))
                .isInstanceOf(NotDeliveredException.class);
    }

    @Test
    void aMailThatIsDroppedIsSentAgainAndStaysInDoubt() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(Step.DROP)) {
            assertThat(afterSending(server)).isEqualTo(new Row(2, 1, true, "250 kept as 1"));
            assertThat(server.mails()).hasSize(1);
        }
    }

    @Test
    void aServerThatTakesItAndDiesGetsItTwiceAndTheRepeatIsCountedAndRecognizable()
            throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(Step.ACCEPT_AND_DIE)) {
            assertThat(afterSending(server)).isEqualTo(new Row(2, 1, true, "250 kept as 2"));
            assertThat(server.mails())
                    .hasSize(2)
                    .allMatch(mail -> mail.contains("Message-ID: <note.1@example.org>"));
        }
    }

    @Test
    void aServerThatLeavesAfterItSaidYesGetsItOnce() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(Step.ACCEPT_AND_LEAVE)) {
            assertThat(afterSending(server)).isEqualTo(new Row(1, 0, true, "250 kept as 1"));
            assertThat(server.mails()).hasSize(1);
        }
    }

    @Test
    void aMailboxThatDoesNotExistIsADeadLetterAtOnce() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(Step.UNKNOWN_MAILBOX)) {
            Row row = afterSending(server);
            assertThat(row.delivered()).isFalse();
            assertThat(row.answer()).contains("550 no such mailbox");
            assertThat(server.done()).containsExactly(Step.UNKNOWN_MAILBOX);
            assertThat(jobs.dead("email", 10)).hasSize(1);
        }
    }

    @Test
    void whatIsKnownToBeDeliveredIsNotSentAgain() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp()) {
            afterSending(server);
            afterSending(server);
            assertThat(server.mails()).hasSize(1);
            assertThat(row("note/1").attempts()).isEqualTo(1);
        }
    }

    @Test
    void withoutAServerMailsAreFilesAndARepeatReplacesItself(@TempDir Path data) throws Exception {
        Mailer folder =
                new MailFolder(new Outbox(data.toString(), "mail"), FROM, InstantSource.system());
        folder.send(mail("order/W1/email"));
        folder.send(mail("order/W1/email"));
        try (var files = Files.list(data.resolve("mail"))) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .containsExactly("order.W1.email.eml");
        }
        try (var in = Files.newInputStream(data.resolve("mail/order.W1.email.eml"))) {
            MimeMessage message = new MimeMessage(null, in);
            assertThat(message.getSubject()).isEqualTo("Señal order/W1/email");
            assertThat(message.getContent()).isEqualTo("A text with ü and €.\r\n");
        }
    }

    private static void eventually(BooleanSupplier question) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!question.getAsBoolean()) {
            assertThat(System.nanoTime()).as("20 s are over").isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }
}
