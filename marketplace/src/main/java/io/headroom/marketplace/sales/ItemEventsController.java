package io.headroom.marketplace.sales;

import io.headroom.marketplace.catalog.InvalidRequestException;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Takes in what visitors do with items.
@RestController
@Tag(name = "Events")
final class ItemEventsController {

    private static final String RETRY_AFTER_SECONDS = "5";

    private final ItemEvents events;
    private final ItemExistence existence;

    ItemEventsController(ItemEvents events, ItemExistence existence) {
        this.events = events;
        this.existence = existence;
    }

    /// @param type `view`, `favorite` or `share`
    record Event(@Nullable String type) {}

    @PostMapping("/api/catalog/items/{id}/events")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void count(@PathVariable("id") long id, @RequestBody Event event) {
        EventType type =
                EventType.of(event.type() == null ? "" : event.type())
                        .orElseThrow(() ->
                                new InvalidRequestException(
                                        "type", "must be view, favorite or share"));
        if (!existence.exists(id)) {
            throw noSuchItem(id);
        }
        if (!events.tryCount(id, type)) {
            throw overloaded();
        }
    }

    static ErrorResponseException noSuchItem(long id) {
        return new ErrorResponseException(
                HttpStatus.NOT_FOUND,
                ProblemDetail.forStatusAndDetail(
                        HttpStatus.NOT_FOUND, "There is no item " + id + "."),
                null);
    }

    private static ErrorResponseException overloaded() {
        ErrorResponseException refusal =
                new ErrorResponseException(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        ProblemDetail.forStatusAndDetail(
                                HttpStatus.SERVICE_UNAVAILABLE,
                                "Too many events wait to be stored; please try again."),
                        null);
        refusal.getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return refusal;
    }
}
