/// `…/capacity`: how many more requests per second the service can take, and what stops it first.
/// The estimate is made by [io.headroom.operations.capacity.CapacityEngine]; here it is told which
/// resources there are.
@NullMarked
package io.headroom.spring.operations.capacity;

import org.jspecify.annotations.NullMarked;
