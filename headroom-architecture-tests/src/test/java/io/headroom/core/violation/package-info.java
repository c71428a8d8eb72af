@NullMarked
package io.headroom.core.violation;

import org.jspecify.annotations.NullMarked;
