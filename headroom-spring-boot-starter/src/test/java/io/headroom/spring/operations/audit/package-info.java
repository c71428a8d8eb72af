@NullMarked
package io.headroom.spring.operations.audit;

import org.jspecify.annotations.NullMarked;
