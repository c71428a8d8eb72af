@NullMarked
package io.headroom.cache.warmup;

import org.jspecify.annotations.NullMarked;
