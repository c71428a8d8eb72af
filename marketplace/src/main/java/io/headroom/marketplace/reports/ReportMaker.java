package io.headroom.marketplace.reports;

import io.headroom.jobs.JobContext;
import io.headroom.jobs.JobType;
import io.headroom.spring.jobs.TransactionalJobs;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.transaction.support.TransactionOperations;

/// Makes reports.
///
/// A run writes a file of its own, named after its attempt, and then one transaction says that the
/// report is ready, which file is it, and that it is to be mailed. So a run that is killed leaves
/// nothing that counts, one that comes too late removes its file, and there is one mail.
final class ReportMaker {

    static final JobType<ReportRef> TYPE = JobType.of("report", ReportRef.class).inQueue("report");

    private final ReportRepository reports;
    private final ReportFiles files;
    private final DataSource database;
    private final TransactionOperations transactions;
    private final TransactionalJobs jobs;
    private final InstantSource clock;
    private final Duration keep;

    /// @param keep how long a report can be fetched
    ReportMaker(
            ReportRepository reports,
            ReportFiles files,
            DataSource database,
            TransactionOperations transactions,
            TransactionalJobs jobs,
            InstantSource clock,
            Duration keep) {
        this.reports = reports;
        this.files = files;
        this.database = database;
        this.transactions = transactions;
        this.jobs = jobs;
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
                        List.of(
                                ReportMailer.TYPE
                                        .job(new ReportRef(report.id()))
                                        .forTenant(context.tenant())));
            }
            return first;
        });
    }

    private void forgetOld() throws IOException {
        for (String file : reports.forget(clock.instant().minus(keep))) {
            if (!file.isEmpty()) {
                files.delete(file);
            }
        }
    }
}
