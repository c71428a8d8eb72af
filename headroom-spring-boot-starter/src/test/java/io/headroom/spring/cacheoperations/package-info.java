@NullMarked
package io.headroom.spring.cacheoperations;

import org.jspecify.annotations.NullMarked;
