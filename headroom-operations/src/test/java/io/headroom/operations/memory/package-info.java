@NullMarked
package io.headroom.operations.memory;

import org.jspecify.annotations.NullMarked;
