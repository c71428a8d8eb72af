@NullMarked
package io.headroom.operations;

import org.jspecify.annotations.NullMarked;
