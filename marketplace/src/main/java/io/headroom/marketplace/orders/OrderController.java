package io.headroom.marketplace.orders;

import io.headroom.http.pages.Page;
import io.headroom.marketplace.catalog.InvalidRequestException;
import io.headroom.marketplace.catalog.Language;
import io.headroom.marketplace.catalog.Parameters;
import io.headroom.marketplace.identity.Caller;
import io.headroom.marketplace.identity.CallerResolver;
import io.headroom.marketplace.identity.Refused;
import io.headroom.marketplace.identity.Rights;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// Orders over HTTP.
@RestController
@RequestMapping("/api/orders")
@Tag(name = "Orders")
@SecurityRequirement(name = "token")
final class OrderController {

    private static final String REPLAYED = "Idempotency-Replayed";
    private static final int LONGEST_KEY = 255;

    private final Orders orders;
    private final OrderRepository repository;
    private final OrderPages pages;
    private final CallerResolver callers;

    OrderController(
            Orders orders, OrderRepository repository, OrderPages pages, CallerResolver callers) {
        this.orders = orders;
        this.repository = repository;
        this.pages = pages;
        this.callers = callers;
    }

    @Operation(
            summary = "Place an order",
            description =
                    "With a merchant's token for the merchant's own items, or a customer's. Sent again"
                            + " with the same `Idempotency-Key`, it gives the order that the first one"
                            + " placed.")
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Order> place(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody @Schema(implementation = OrderForm.class) JsonNode body,
            HttpServletRequest request) {
        Caller caller = buyer(request);
        String checkedKey = key(key);
        OrderDraft draft = OrderBody.read(body);
        if (caller instanceof Caller.Customer(long own)) {
            if (draft.customer() != null && draft.customer() != own) {
                throw Refused.forbidden("Customers order for themselves alone.");
            }
            draft = draft.of(own);
        }
        return answer(orders.place(draft, caller, checkedKey));
    }

    private Caller buyer(HttpServletRequest request) {
        Caller caller = callers.resolve(request);
        return switch (caller) {
            case Caller.Merchant(int _), Caller.Customer(long _) -> caller;
            case Caller.Anonymous() -> throw Refused.unauthenticated("a merchant's or customer's");
            case Caller.Operator() ->
                    throw Refused.forbidden(
                            "Merchants and customers place orders; send their token.");
        };
    }

    private static String key(@Nullable String key) {
        if (key == null) {
            return "";
        }
        boolean printable = key.chars().allMatch(c -> c > ' ' && c < 127);
        if (key.isEmpty() || key.length() > LONGEST_KEY || !printable) {
            throw new InvalidRequestException(
                    "Idempotency-Key",
                    "must have 1 to " + LONGEST_KEY + " printable ASCII characters without spaces");
        }
        return key;
    }

    private static ResponseEntity<Order> answer(Placement placement) {
        return switch (placement) {
            case Placement.Placed(Order order, boolean replayed) ->
                    ResponseEntity.created(URI.create("/api/orders/" + order.id()))
                            .header(REPLAYED, Boolean.toString(replayed))
                            .body(order);
            case Placement.Unknown(var problems) -> throw new InvalidRequestException(problems);
            case Placement.OutOfStock(var shortages) ->
                    throw new Refused(
                                    HttpStatus.CONFLICT,
                                    "out-of-stock",
                                    "Out of stock",
                                    "There is less in stock than was ordered.")
                            .with("items", shortages);
            case Placement.Foreign() ->
                    throw Refused.forbidden("Merchants place orders for their own items alone.");
            case Placement.KeyReused() ->
                    throw new Refused(
                            HttpStatus.UNPROCESSABLE_CONTENT,
                            "key-reused",
                            "Key reused",
                            "The Idempotency-Key was sent with another order before.");
        };
    }

    @Operation(summary = "The merchant's orders, page by page")
    @Parameter(name = "status", description = "placed, cancelled or cancellation")
    @Parameter(name = "from", description = "First day (UTC), as 2026-01-31")
    @Parameter(name = "to", description = "Last day (UTC), as 2026-01-31")
    @Parameter(name = "sort", description = "placed or total; `-` for descending")
    @Parameter(name = "limit", description = "Size of the page, 1 to 100")
    @Parameter(name = "page", description = "Number of the page, from 1")
    @Parameter(name = "cursor", description = "`next` or `previous` of a page")
    @Parameter(name = "total", description = "true to count all matching orders")
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Page<Order>> list(
            @Parameter(hidden = true) @RequestParam Map<String, String> parameters,
            HttpServletRequest request) {
        int merchant = Rights.merchant(callers.resolve(request));
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(pages.page(merchant, parameters));
    }

    @Operation(summary = "One order")
    @GetMapping(path = "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Order> one(@PathVariable String id, HttpServletRequest request) {
        Caller caller = callers.resolve(request);
        if (caller instanceof Caller.Anonymous) {
            throw Refused.unauthenticated("the merchant's or customer's");
        }
        long number = Parameters.id(id);
        Order order =
                repository
                        .find(number, Language.EN)
                        .orElseThrow(() -> Refused.notFound("There is no order " + number + "."));
        boolean own =
                switch (caller) {
                    case Caller.Operator() -> true;
                    case Caller.Merchant(int merchant) -> merchant == order.merchantId();
                    case Caller.Customer(long customer) ->
                            order.customerId() != null && customer == order.customerId();
                    case Caller.Anonymous() -> false;
                };
        if (!own) {
            throw Refused.forbidden("The order is somebody else's.");
        }
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(order);
    }
}
