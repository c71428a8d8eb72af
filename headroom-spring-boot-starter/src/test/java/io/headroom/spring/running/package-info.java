@NullMarked
package io.headroom.spring.running;

import org.jspecify.annotations.NullMarked;
