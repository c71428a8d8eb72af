package io.headroom.marketplace.reports;

import io.headroom.jobs.JobContext;
import io.headroom.jobs.JobType;
import io.headroom.marketplace.delivery.Channel;
import io.headroom.marketplace.delivery.Deliveries;
import io.headroom.marketplace.delivery.Mail;
import io.headroom.marketplace.delivery.Mailer;
import io.headroom.spring.jobs.TransactionalJobs;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/// Makes reports and mails them.
///
/// A run writes a file of its own, named after its attempt, and then one transaction says that the
/// report is ready, which file is it, and that it is to be mailed. So a run that is killed leaves
/// nothing that counts, one that comes too late removes its file, and there is one mail.
final class ReportJobs {

    /// @param id of the report
    record ReportRef(long id) {}

    static final JobType<ReportRef> MAKE = JobType.of("report", ReportRef.class).inQueue("report");

    static final JobType<ReportRef> MAIL =
            JobType.of("report-mail", ReportRef.class).inQueue("email");

    private static final Logger LOG = LoggerFactory.getLogger(ReportJobs.class);
    private static final long LARGEST_ATTACHMENT_BYTES = 5L << 20;

    private final ReportRepository reports;
    private final ReportFiles files;
    private final DataSource database;
    private final TransactionOperations transactions;
    private final TransactionalJobs jobs;
    private final Deliveries deliveries;
    private final Mailer mailer;
    private final InstantSource clock;
    private final Duration keep;

    /// @param keep how long a report can be fetched
    ReportJobs(
            ReportRepository reports,
            ReportFiles files,
            DataSource database,
            TransactionOperations transactions,
            TransactionalJobs jobs,
            Deliveries deliveries,
            Mailer mailer,
            InstantSource clock,
            Duration keep) {
        this.reports = reports;
        this.files = files;
        this.database = database;
        this.transactions = transactions;
        this.jobs = jobs;
        this.deliveries = deliveries;
        this.mailer = mailer;
        this.clock = clock;
        this.keep = keep;
    }

    void make(ReportRef ref, JobContext context) throws Exception {
        Optional<Report> asked = reports.find(ref.id());
        if (asked.isEmpty() || asked.get().state().equals("ready")) {
            return;
        }
        Report report = asked.get();
        reports.begin(report.id());
        String name = "%d-%d.%s".formatted(report.id(), context.attempt(), report.format().label());
        try {
            ReportFiles.Written written =
                    files.write(name, out -> write(report, out, context::ensureHeld));
            context.ensureHeld();
            if (!finish(report, name, written, context)) {
                files.delete(name);
            }
        } catch (Exception e) {
            reports.fail(report.id(), String.valueOf(e.getMessage()));
            throw e;
        }
        forgetOld();
    }

    private void write(Report report, OutputStream out, Runnable held) throws Exception {
        String merchant =
                reports.merchant(report.merchantId()).orElse("merchant " + report.merchantId());
        try (Connection connection = database.getConnection()) {
            try {
                Sales sales = Sales.of(connection, report);
                switch (report.format()) {
                    case PDF -> SalesPdf.write(sales, report, merchant, clock.instant(), out, held);
                    case CSV -> SalesCsv.write(sales, out, held);
                }
            } finally {
                // The pool puts back what else was changed.
                connection.rollback();
            }
        }
    }

    private boolean finish(
            Report report, String name, ReportFiles.Written written, JobContext context) {
        return transactions.execute(transaction -> {
            boolean first =
                    reports.finish(
                            report.id(), name, written.bytes(), written.sha256(), clock.instant());
            if (first && report.email() != null) {
                jobs.enqueueAll(
                        List.of(MAIL.job(new ReportRef(report.id())).forTenant(context.tenant())));
            }
            return first;
        });
    }

    void mail(ReportRef ref, JobContext context) throws Exception {
        Report report = reports.find(ref.id()).orElse(null);
        if (report == null || report.email() == null || report.file() == null) {
            LOG.info("report {} is gone: nobody to send it to", ref.id());
            return;
        }
        String key = "report/" + report.id() + "/" + report.requestedAt().getEpochSecond();
        Mail mail = mail(report, key, report.email(), files.path(report.file()));
        deliveries.once(
                key,
                Channel.EMAIL,
                () -> {
                    context.ensureHeld();
                    return mailer.send(mail);
                });
    }

    private static Mail mail(Report report, String key, String to, Path file) throws IOException {
        boolean attached = Files.size(file) <= LARGEST_ATTACHMENT_BYTES;
        String where =
                attached
                        ? "It is attached."
                        : "It is too large for a mail; fetch it with your token from\n"
                                + report.href();
        return new Mail(
                key,
                to,
                "Your sales report, %s to %s".formatted(report.from(), report.to()),
                """
                Your sales report from %s to %s is ready.
                %s

                This mail was sent by a machine; nobody reads answers to it.
                """
                        .formatted(report.from(), report.to(), where),
                attached
                        ? List.of(
                                new Mail.Attachment(
                                        file, report.downloadName(), report.format().mediaType()))
                        : List.of());
    }

    private void forgetOld() throws IOException {
        for (String file : reports.forget(clock.instant().minus(keep))) {
            if (!file.isEmpty()) {
                files.delete(file);
            }
        }
    }
}
