@NullMarked
package io.headroom.operations.health;

import org.jspecify.annotations.NullMarked;
