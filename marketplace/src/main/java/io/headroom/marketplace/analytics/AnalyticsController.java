package io.headroom.marketplace.analytics;

import io.headroom.marketplace.catalog.DayRange;
import io.headroom.marketplace.catalog.Parameters;
import io.headroom.marketplace.identity.CallerResolver;
import io.headroom.marketplace.identity.Rights;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What a merchant sold.
@RestController
@Tag(name = "Merchants")
final class AnalyticsController {

    private static final int DEFAULT_DAYS = 30;
    private static final int TOP_ITEMS = 10;

    private final MerchantFigures figures;
    private final CallerResolver callers;
    private final InstantSource clock;

    AnalyticsController(MerchantFigures figures, CallerResolver callers, InstantSource clock) {
        this.figures = figures;
        this.callers = callers;
        this.clock = clock;
    }

    /// @param days those with anything to tell, one for each currency
    /// @param topItems the best by revenue
    record Analytics(
            int merchantId,
            LocalDate from,
            LocalDate to,
            List<MerchantFigures.Day> days,
            List<MerchantFigures.TopItem> topItems) {}

    @Operation(
            summary = "A merchant's sales by day (UTC), to the last order",
            security = @SecurityRequirement(name = "token"))
    @GetMapping(path = "/api/merchants/{id}/analytics", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Analytics> analytics(
            @PathVariable int id,
            @Schema(description = "First day; 29 days before `to` when absent")
                    @RequestParam(required = false)
                    @Nullable String from,
            @Schema(description = "Last day; today when absent") @RequestParam(required = false)
                    @Nullable String to,
            HttpServletRequest request) {
        Rights.merchantOrOperator(callers.resolve(request), id);
        Parameters parameters = new Parameters();
        DayRange range = DayRange.read(from, to, DEFAULT_DAYS, clock.instant(), parameters);
        parameters.requireValid();
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(
                        new Analytics(
                                id,
                                range.from(),
                                range.to(),
                                figures.days(id, range.from(), range.to()),
                                figures.topItems(id, range.from(), range.to(), TOP_ITEMS)));
    }
}
