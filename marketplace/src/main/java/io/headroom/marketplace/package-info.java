/// A real shop that runs on all of Headroom.
@NullMarked
package io.headroom.marketplace;

import org.jspecify.annotations.NullMarked;
