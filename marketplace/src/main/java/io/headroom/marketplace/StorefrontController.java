package io.headroom.marketplace;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/// The storefront's addresses. They all lead to the one page, whose script shows what they name, so
/// that an address can be kept, shared and reloaded.
@Controller
final class StorefrontController {

    @GetMapping({"/item/{id}", "/category/{slug}", "/search"})
    String page() {
        return "forward:/index.html";
    }
}
