/// The shop as `./headroom run` starts it, for benchmarks that need all of it.
@NullMarked
package io.headroom.benchmarks.shop;

import org.jspecify.annotations.NullMarked;
