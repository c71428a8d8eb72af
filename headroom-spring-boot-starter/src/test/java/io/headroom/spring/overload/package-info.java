@NullMarked
package io.headroom.spring.overload;

import org.jspecify.annotations.NullMarked;
