/// Locks between processes in a service: [Locked] on methods, [io.headroom.lock.Locks] as a bean,
/// their figures and their part in the service's health.
@NullMarked
package io.headroom.spring.lock;

import org.jspecify.annotations.NullMarked;
