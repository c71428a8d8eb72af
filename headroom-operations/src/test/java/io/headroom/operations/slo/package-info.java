@NullMarked
package io.headroom.operations.slo;

import org.jspecify.annotations.NullMarked;
