package io.headroom.marketplace.reports;

import io.headroom.marketplace.audit.AuditEvent;
import io.headroom.marketplace.catalog.Contacts;
import io.headroom.marketplace.catalog.DayRange;
import io.headroom.marketplace.catalog.Parameters;
import io.headroom.marketplace.identity.Caller;
import io.headroom.marketplace.identity.CallerResolver;
import io.headroom.marketplace.identity.Refused;
import io.headroom.marketplace.identity.Rights;
import io.headroom.spring.jobs.TransactionalJobs;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Reports over HTTP: asked for, looked after, fetched.
@RestController
@Tag(name = "Merchants")
@SecurityRequirement(name = "token")
final class ReportController {

    private static final int DEFAULT_DAYS = 30;

    private final ReportRepository reports;
    private final ReportFiles files;
    private final TransactionalJobs jobs;
    private final TransactionOperations transactions;
    private final CallerResolver callers;
    private final InstantSource clock;

    ReportController(
            ReportRepository reports,
            ReportFiles files,
            TransactionalJobs jobs,
            TransactionOperations transactions,
            CallerResolver callers,
            InstantSource clock) {
        this.reports = reports;
        this.files = files;
        this.jobs = jobs;
        this.transactions = transactions;
        this.callers = callers;
        this.clock = clock;
    }

    /// What to report.
    @Schema(name = "ReportDraft")
    record Form(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, allowableValues = "sales")
                    @Nullable String type,
            @Schema(
                            requiredMode = Schema.RequiredMode.REQUIRED,
                            allowableValues = {"pdf", "csv"})
                    @Nullable String format,
            @Schema(description = "First day (UTC); 29 days before `to` when absent")
                    @Nullable String from,
            @Schema(description = "Last day; today when absent") @Nullable String to,
            @Schema(description = "Where to send it; nowhere when absent")
                    @Nullable String email) {}

    private record Wanted(Report.Format format, DayRange days, @Nullable String email) {}

    @Operation(summary = "Ask for a report of the merchant's sales")
    @PostMapping(path = "/api/merchants/{id}/reports", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Report> ask(
            @PathVariable int id, @RequestBody Form form, HttpServletRequest request) {
        Caller caller = callers.resolve(request);
        Rights.merchantOrOperator(caller, id);
        Instant now = clock.instant();
        Wanted wanted = wanted(form, now);
        if (reports.merchant(id).isEmpty()) {
            throw Refused.notFound("There is no merchant " + id + ".");
        }
        long report =
                transactions.execute(transaction -> enqueued(id, wanted, Rights.name(caller), now));
        return ResponseEntity.accepted()
                .location(URI.create("/api/reports/" + report))
                .cacheControl(CacheControl.noStore())
                .body(reports.find(report).orElseThrow());
    }

    private long enqueued(int merchant, Wanted wanted, String actor, Instant now) {
        long id = reports.insert(merchant, wanted.format(), wanted.days(), wanted.email(), now);
        String tenant = "merchant/" + merchant;
        jobs.enqueueAll(
                List.of(
                        ReportMaker.TYPE.job(new ReportRef(id)).forTenant(tenant),
                        AuditEvent.TYPE
                                .job(
                                        AuditEvent.of(
                                                "report/" + id + "/requested",
                                                now,
                                                actor,
                                                "report.requested",
                                                "report/" + id,
                                                Map.of(
                                                        "merchant", tenant,
                                                        "format", wanted.format().label(),
                                                        "from", wanted.days().from().toString(),
                                                        "to", wanted.days().to().toString())))
                                .forTenant(tenant)));
        return id;
    }

    private static Wanted wanted(Form form, Instant now) {
        Parameters parameters = new Parameters();
        if (!"sales".equals(form.type())) {
            parameters.add("type", "must be sales");
        }
        Report.Format format = Report.Format.PDF;
        if ("csv".equals(form.format())) {
            format = Report.Format.CSV;
        } else if (!"pdf".equals(form.format())) {
            parameters.add("format", "must be pdf or csv");
        }
        String problem = form.email() == null ? "" : Contacts.problemOfEmail(form.email());
        if (!problem.isEmpty()) {
            parameters.add("email", problem);
        }
        DayRange days = DayRange.read(form.from(), form.to(), DEFAULT_DAYS, now, parameters);
        parameters.requireValid();
        return new Wanted(format, days, form.email());
    }

    @Operation(summary = "How far a report is")
    @GetMapping(path = "/api/reports/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Report> report(@PathVariable String id, HttpServletRequest request) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(own(id, callers.resolve(request)));
    }

    @Operation(summary = "A report's file")
    @GetMapping("/api/reports/{id}/file")
    ResponseEntity<Resource> file(@PathVariable String id, HttpServletRequest request) {
        Report report = own(id, callers.resolve(request));
        Path file = report.file() == null ? null : files.path(report.file());
        if (file == null || !Files.isReadable(file)) {
            throw Refused.notFound("The report has no file, or none yet.");
        }
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.parseMediaType(report.format().mediaType()))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(report.downloadName())
                                .build()
                                .toString())
                .body(new FileSystemResource(file));
    }

    private Report own(String id, Caller caller) {
        if (caller instanceof Caller.Anonymous) {
            throw Refused.unauthenticated("the merchant's");
        }
        long number = Parameters.id(id);
        Report report =
                reports.find(number)
                        .orElseThrow(() -> Refused.notFound("There is no report " + number + "."));
        Rights.merchantOrOperator(caller, report.merchantId());
        return report;
    }
}
