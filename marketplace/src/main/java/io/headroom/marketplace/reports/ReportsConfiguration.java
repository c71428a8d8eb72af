package io.headroom.marketplace.reports;

import io.headroom.jobs.HandledJob;
import io.headroom.marketplace.delivery.Deliveries;
import io.headroom.marketplace.delivery.Mailer;
import io.headroom.spring.jobs.TransactionalJobs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/// Reports, in the folder `reports` of the data folder.
@Configuration(proxyBeanMethods = false)
class ReportsConfiguration {

    @Bean
    ReportRepository reportRepository(JdbcClient jdbc) {
        return new ReportRepository(jdbc);
    }

    @Bean
    ReportFiles reportFiles(@Value("${headroom.data:}") String data) {
        Path parent = Path.of(data.isEmpty() ? System.getProperty("java.io.tmpdir") : data);
        return new ReportFiles(parent.resolve(data.isEmpty() ? "headroom-reports" : "reports"));
    }

    @Bean
    HandledJob<ReportRef> reportsMade(
            ReportRepository reports,
            ReportFiles files,
            DataSource database,
            TransactionOperations transactions,
            TransactionalJobs jobs,
            InstantSource clock,
            @Value("${headroom.reports.keep:30d}") Duration keep) {
        ReportMaker maker =
                new ReportMaker(reports, files, database, transactions, jobs, clock, keep);
        return new HandledJob<>(ReportMaker.TYPE, maker::make);
    }

    @Bean
    HandledJob<ReportRef> reportsMailed(
            ReportRepository reports, ReportFiles files, Deliveries deliveries, Mailer mailer) {
        ReportMailer reportMailer = new ReportMailer(reports, files, deliveries, mailer);
        return new HandledJob<>(ReportMailer.TYPE, reportMailer::mail);
    }
}
