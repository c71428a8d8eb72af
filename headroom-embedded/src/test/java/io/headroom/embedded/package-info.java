@NullMarked
package io.headroom.embedded;

import org.jspecify.annotations.NullMarked;
