@NullMarked
package io.headroom.spring.operations.search;

import org.jspecify.annotations.NullMarked;
