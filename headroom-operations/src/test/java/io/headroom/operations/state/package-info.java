@NullMarked
package io.headroom.operations.state;

import org.jspecify.annotations.NullMarked;
