/// Watches a service: the past of its figures, its promises, its alerts and how well it is.
///
/// It knows the features of a service only as figures, counted events and findings, which it is
/// told through small interfaces. [io.headroom.operations.Operations] answers from memory; one
/// thread does all its work, once a second. The story starts in
/// [io.headroom.operations.Operations#tick]. What may take longer is no part of it and has threads
/// of its own: findings and actions, capacity, memory, profiles, and the way of an alert to those
/// who hear of it.
@NullMarked
package io.headroom.operations;

import org.jspecify.annotations.NullMarked;
