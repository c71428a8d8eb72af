@NullMarked
package io.headroom.spring.operations.finding;

import org.jspecify.annotations.NullMarked;
