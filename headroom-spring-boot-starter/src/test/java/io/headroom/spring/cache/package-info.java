@NullMarked
package io.headroom.spring.cache;

import org.jspecify.annotations.NullMarked;
