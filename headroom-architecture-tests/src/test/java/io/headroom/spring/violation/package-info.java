@NullMarked
package io.headroom.spring.violation;

import org.jspecify.annotations.NullMarked;
