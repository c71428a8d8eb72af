/// What every answer of a service says to browsers, by configuration: security headers
/// (`headroom.http.security-headers`), who may ask from other origins (`headroom.http.cors`), and
/// JSON without nulls.
///
/// The story starts at [io.headroom.spring.web.HeadroomWebAutoConfiguration].
@NullMarked
package io.headroom.spring.web;

import org.jspecify.annotations.NullMarked;
