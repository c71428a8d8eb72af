@NullMarked
package io.headroom.spring.operations.node;

import org.jspecify.annotations.NullMarked;
