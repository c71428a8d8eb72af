@NullMarked
package io.headroom.spring.operations;

import org.jspecify.annotations.NullMarked;
