@NullMarked
package io.headroom.operations.node;

import org.jspecify.annotations.NullMarked;
