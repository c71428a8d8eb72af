/// How the response cache fares with the public test suite of HTTP caches, cache-tests.fyi.
///
/// The suite asks, and its origin is a program of ours behind the response cache: that cache is a
/// part of an application, not a proxy before one. The story starts in
/// [io.headroom.benchmarks.conformance.HttpConformance#main].
@NullMarked
package io.headroom.benchmarks.conformance;

import org.jspecify.annotations.NullMarked;
