package io.headroom.marketplace.catalog;

import io.headroom.http.pages.Page;
import io.headroom.marketplace.catalog.WriteOutcome.Created;
import io.headroom.marketplace.catalog.WriteOutcome.Deleted;
import io.headroom.marketplace.catalog.WriteOutcome.Forbidden;
import io.headroom.marketplace.catalog.WriteOutcome.NotFound;
import io.headroom.marketplace.catalog.WriteOutcome.Outdated;
import io.headroom.marketplace.catalog.WriteOutcome.Replaced;
import io.headroom.marketplace.catalog.WriteOutcome.SkuTaken;
import io.headroom.marketplace.catalog.WriteOutcome.Unauthenticated;
import io.headroom.marketplace.catalog.WriteOutcome.Unknown;
import io.headroom.marketplace.identity.Caller;
import io.headroom.marketplace.identity.CallerResolver;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// Items over HTTP: browse, read, create, replace, delete.
@RestController
@RequestMapping("/api/catalog")
@Tag(name = "Catalogue")
class ItemController {

    private final Catalog catalog;
    private final CallerResolver callers;

    ItemController(Catalog catalog, CallerResolver callers) {
        this.catalog = catalog;
        this.callers = callers;
    }

    /// A list of items without pages.
    ///
    /// @param items in the list's own order
    record ItemList(List<Card> items) {}

    @Operation(summary = "Browse items page by page")
    @GetMapping(path = "/items", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Page<Object>> browse(@ParameterObject BrowseParameters parameters) {
        BrowseParameters.Browse browse = parameters.read();
        Page<Card> page = catalog.browse(browse.query());
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_LANGUAGE, browse.query().language().tag())
                .body(page.map(browse.projection()::of));
    }

    @Operation(summary = "The newest items")
    @GetMapping(path = "/recent", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<ItemList> recent(
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String lang) {
        Parameters parameters = new Parameters();
        int size = parameters.limit(limit);
        Language language = parameters.language(lang);
        parameters.requireValid();
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_LANGUAGE, language.tag())
                .body(new ItemList(catalog.recent(size, language)));
    }

    @Operation(summary = "One item")
    @GetMapping(path = "/items/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Item> item(
            @PathVariable String id, @RequestParam(required = false) @Nullable String lang) {
        long number = Parameters.id(id);
        Parameters parameters = new Parameters();
        Language language = parameters.language(lang);
        parameters.requireValid();
        Item item =
                catalog.item(number, language)
                        .orElseThrow(() -> new CatalogRefusal(new NotFound()));
        return ResponseEntity.ok()
                .eTag(quoted(item))
                .header(HttpHeaders.CONTENT_LANGUAGE, language.tag())
                .body(item);
    }

    @Operation(summary = "Create an item")
    @PostMapping(path = "/items", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Item> create(
            @RequestBody @Schema(implementation = ItemForm.class) JsonNode body,
            HttpServletRequest request) {
        Caller caller = writer(request);
        return answer(catalog.create(ItemBody.read(body), caller));
    }

    @Operation(summary = "Replace an item")
    @PutMapping(path = "/items/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Item> replace(
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody @Schema(implementation = ItemForm.class) JsonNode body,
            HttpServletRequest request) {
        long number = Parameters.id(id);
        Caller caller = writer(request);
        Precondition precondition = EntityTags.ifMatch(ifMatch, number);
        return answer(catalog.replace(number, ItemBody.read(body), precondition, caller));
    }

    @Operation(summary = "Delete an item")
    @DeleteMapping("/items/{id}")
    ResponseEntity<Item> delete(
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            HttpServletRequest request) {
        long number = Parameters.id(id);
        Caller caller = writer(request);
        return answer(catalog.delete(number, EntityTags.ifMatch(ifMatch, number), caller));
    }

    /// Who writes; told before the body is looked at, so that strangers learn nothing from it.
    private Caller writer(HttpServletRequest request) {
        Caller caller = callers.resolve(request);
        return switch (caller) {
            case Caller.Anonymous() -> throw new CatalogRefusal(new Unauthenticated());
            case Caller.Customer(long _) ->
                    throw new CatalogRefusal(new Forbidden("customers do not write items"));
            case Caller.Operator(), Caller.Merchant(int _) -> caller;
        };
    }

    private static ResponseEntity<Item> answer(WriteOutcome outcome) {
        return switch (outcome) {
            case Created(Item item) ->
                    ResponseEntity.created(URI.create("/api/catalog/items/" + item.id()))
                            .eTag(quoted(item))
                            .body(item);
            case Replaced(Item item) -> ResponseEntity.ok().eTag(quoted(item)).body(item);
            case Deleted() -> ResponseEntity.noContent().build();
            case Unknown(FieldProblem problem) ->
                    throw new InvalidRequestException(List.of(problem));
            case NotFound(),
                    Outdated(int _),
                    SkuTaken(String _),
                    Unauthenticated(),
                    Forbidden(String _) ->
                    throw new CatalogRefusal(outcome);
        };
    }

    private static String quoted(Item item) {
        return "\"" + item.entityTag() + "\"";
    }
}
