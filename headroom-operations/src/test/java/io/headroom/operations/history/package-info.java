@NullMarked
package io.headroom.operations.history;

import org.jspecify.annotations.NullMarked;
