package io.headroom.marketplace.pictures;

import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.server.ResponseStatusException;

/// Serves drawn pictures. A name's picture never changes, so that browsers keep it for a year
/// without asking again; who asks with the entity tag gets 304.
@RestController
@Tag(name = "Pictures")
class PictureController {

    private static final MediaType SVG = MediaType.valueOf("image/svg+xml");
    private static final CacheControl FOREVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    @GetMapping("/pictures/{name}.svg")
    ResponseEntity<byte[]> picture(@PathVariable String name, WebRequest request) {
        Picture picture =
                Picture.parse(name)
                        .orElseThrow(() ->
                                new ResponseStatusException(
                                        HttpStatus.NOT_FOUND, "There is no such picture."));
        String tag = "\"" + picture.name() + "\"";
        boolean known = request.checkNotModified(tag);
        return ResponseEntity.status(known ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
                .cacheControl(FOREVER)
                .eTag(tag)
                .header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
                .contentType(SVG)
                .body(known ? null : picture.svg().getBytes(StandardCharsets.UTF_8));
    }
}
