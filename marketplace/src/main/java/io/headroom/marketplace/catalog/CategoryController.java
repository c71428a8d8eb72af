package io.headroom.marketplace.catalog;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The tree of categories over HTTP.
@RestController
@RequestMapping("/api/catalog/categories")
@Tag(name = "Catalogue")
class CategoryController {

    private final Catalog catalog;

    CategoryController(Catalog catalog) {
        this.catalog = catalog;
    }

    /// The whole tree.
    ///
    /// @param categories the roots, in the shop's order
    record Categories(List<CategoryNode> categories) {}

    @Operation(summary = "The tree of categories with the number of items in each")
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Categories> categories(@RequestParam(required = false) @Nullable String lang) {
        Parameters parameters = new Parameters();
        Language language = parameters.language(lang);
        parameters.requireValid();
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_LANGUAGE, language.tag())
                .body(new Categories(catalog.categories(language)));
    }
}
