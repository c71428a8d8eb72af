@NullMarked
package io.headroom.load;

import org.jspecify.annotations.NullMarked;
