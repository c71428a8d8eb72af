@NullMarked
package io.headroom.operations.finding;

import org.jspecify.annotations.NullMarked;
