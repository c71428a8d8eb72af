@NullMarked
package io.headroom.operations.prometheus;

import org.jspecify.annotations.NullMarked;
