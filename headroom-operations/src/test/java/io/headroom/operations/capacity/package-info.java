@NullMarked
package io.headroom.operations.capacity;

import org.jspecify.annotations.NullMarked;
