@NullMarked
package io.headroom.spring.operations.page;

import org.jspecify.annotations.NullMarked;
