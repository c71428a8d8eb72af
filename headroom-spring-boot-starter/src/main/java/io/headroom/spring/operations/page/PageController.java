package io.headroom.spring.operations.page;

import io.headroom.spring.operations.page.PageFiles.PageFile;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// `/operations`: the page's files. They hold nothing of the service, so that everybody may have
/// them; what the page shows comes from the operations' calls, which ask for the operator's token.
///
/// Browsers ask each time whether theirs is still right (RFC 9111, `no-cache`), which costs an
/// answer without a body.
@RestController
final class PageController {

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                    + " img-src 'self' data:; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'; require-trusted-types-for 'script'";

    private final PageFiles files = new PageFiles();

    @GetMapping("/operations")
    ResponseEntity<byte[]> page(
            @RequestHeader(name = HttpHeaders.ACCEPT_ENCODING, required = false)
                    @Nullable String encodings) {
        return answer(PageFiles.INDEX, encodings);
    }

    /// The page's links stand relative to `/operations`.
    @GetMapping("/operations/")
    ResponseEntity<Void> folder(HttpServletRequest request) {
        return ResponseEntity.status(HttpStatus.PERMANENT_REDIRECT)
                .location(URI.create(request.getContextPath() + "/operations"))
                .build();
    }

    @GetMapping("/operations/{name}")
    ResponseEntity<byte[]> file(
            @PathVariable String name,
            @RequestHeader(name = HttpHeaders.ACCEPT_ENCODING, required = false)
                    @Nullable String encodings) {
        return answer(name, encodings);
    }

    @GetMapping("/operations/vendor/{name}")
    ResponseEntity<byte[]> vendored(
            @PathVariable String name,
            @RequestHeader(name = HttpHeaders.ACCEPT_ENCODING, required = false)
                    @Nullable String encodings) {
        return answer("vendor/" + name, encodings);
    }

    private ResponseEntity<byte[]> answer(String name, @Nullable String encodings) {
        PageFile file = files.file(name);
        if (file == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "The page has no such file.");
        }
        boolean gzip = encodings != null && encodings.contains("gzip");
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.ok()
                        .contentType(file.type())
                        .cacheControl(CacheControl.noCache())
                        .eTag(gzip ? file.tag() + "-gzip" : file.tag())
                        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
                        .header("Content-Security-Policy", POLICY)
                        .header("Referrer-Policy", "no-referrer");
        if (gzip) {
            answer.header(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        return answer.body((gzip ? file.gzip() : file.plain()).bytes());
    }
}
