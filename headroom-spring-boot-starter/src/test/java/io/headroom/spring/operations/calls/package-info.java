@NullMarked
package io.headroom.spring.operations.calls;

import org.jspecify.annotations.NullMarked;
