@NullMarked
package io.headroom.postgres.violation;

import org.jspecify.annotations.NullMarked;
