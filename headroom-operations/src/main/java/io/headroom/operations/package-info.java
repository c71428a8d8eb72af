/// Watches a service: the past of its figures, its promises, its alerts and how well it is.
///
/// It knows the features of a service only as figures, counted events and findings, which it is
/// told through small interfaces. Everything is answered from memory; one thread does all the work,
/// once a second. The story starts in [io.headroom.operations.Operations#tick].
@NullMarked
package io.headroom.operations;

import org.jspecify.annotations.NullMarked;
