/// Wires Headroom into a Spring Boot service, and is the only library package that knows Spring
/// Boot.
///
/// A service that has it on the class path gets correlation ids, bodies with a limit, every error
/// as a problem (RFC 9457), `/metrics`, `/health` and `/health/ready`, and a registry of caches
/// that is configured under `headroom.cache`; `io.headroom.spring.cache` has Spring's cache
/// annotations and transactions on them. It extends this by beans: [DependencyCheck] for what it
/// needs, [RequestObserver] to count requests, [OperatorCheck] for who may change it by the
/// operations' calls. [CacheStatus] tells a caller where an answer came from.
///
/// The story starts at [HeadroomHttpAutoConfiguration], whose filters every request passes.
@NullMarked
package io.headroom.spring;

import org.jspecify.annotations.NullMarked;
