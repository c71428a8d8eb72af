@NullMarked
package io.headroom.marketplace.launcher;

import org.jspecify.annotations.NullMarked;
