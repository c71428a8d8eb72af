@NullMarked
package io.headroom.spring.operations.memory;

import org.jspecify.annotations.NullMarked;
