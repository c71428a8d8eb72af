@NullMarked
package io.headroom.spring.ratelimit;

import org.jspecify.annotations.NullMarked;
