@NullMarked
package io.headroom.spring.operations.benchmark;

import org.jspecify.annotations.NullMarked;
