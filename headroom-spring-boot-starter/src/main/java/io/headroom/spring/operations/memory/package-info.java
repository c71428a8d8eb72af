/// `…/memory`: what [io.headroom.operations.memory.MemoryWatch] sees of this process, and a
/// collection of garbage on request.
@NullMarked
package io.headroom.spring.operations.memory;

import org.jspecify.annotations.NullMarked;
