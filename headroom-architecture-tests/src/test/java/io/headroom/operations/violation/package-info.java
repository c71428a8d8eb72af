@NullMarked
package io.headroom.operations.violation;

import org.jspecify.annotations.NullMarked;
