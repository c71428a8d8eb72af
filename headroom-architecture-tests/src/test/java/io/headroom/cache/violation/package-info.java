@NullMarked
package io.headroom.cache.violation;

import org.jspecify.annotations.NullMarked;
