package io.headroom.marketplace.reports;

import io.headroom.jobs.JobContext;
import io.headroom.jobs.JobType;
import io.headroom.marketplace.delivery.Channel;
import io.headroom.marketplace.delivery.Deliveries;
import io.headroom.marketplace.delivery.Mail;
import io.headroom.marketplace.delivery.Mailer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mails reports that are ready.
final class ReportMailer {

    static final JobType<ReportRef> TYPE =
            JobType.of("report-mail", ReportRef.class).inQueue("email");

    private static final Logger LOG = LoggerFactory.getLogger(ReportMailer.class);
    private static final long LARGEST_ATTACHMENT_BYTES = 5L << 20;

    private final ReportRepository reports;
    private final ReportFiles files;
    private final Deliveries deliveries;
    private final Mailer mailer;

    ReportMailer(
            ReportRepository reports, ReportFiles files, Deliveries deliveries, Mailer mailer) {
        this.reports = reports;
        this.files = files;
        this.deliveries = deliveries;
        this.mailer = mailer;
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
}
