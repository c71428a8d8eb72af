@NullMarked
package io.headroom.spring.timing;

import org.jspecify.annotations.NullMarked;
