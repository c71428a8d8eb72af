package io.headroom.marketplace.catalog;

import io.headroom.http.pages.Page;
import io.headroom.marketplace.identity.CallerResolver;
import io.headroom.marketplace.identity.Rights;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// The listed items of the merchant who asks.
@RestController
@Tag(name = "Merchants")
class ProductController {

    private final Catalog catalog;
    private final CallerResolver callers;

    ProductController(Catalog catalog, CallerResolver callers) {
        this.catalog = catalog;
        this.callers = callers;
    }

    @Operation(
            summary = "The merchant's listed items, page by page",
            description = "As browsing the catalogue; `merchant` is that of the token.",
            security = @SecurityRequirement(name = "token"))
    @GetMapping(path = "/api/products", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Page<Object>> products(
            @ParameterObject BrowseParameters parameters, HttpServletRequest request) {
        int merchant = Rights.merchant(callers.resolve(request));
        BrowseParameters.Browse browse = parameters.ofMerchant(merchant).read();
        Page<Card> page = catalog.browse(browse.query());
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .header(HttpHeaders.CONTENT_LANGUAGE, browse.query().language().tag())
                .body(page.map(browse.projection()::of));
    }
}
