/// What the watch over statements costs.
@NullMarked
package io.headroom.benchmarks.statements;

import org.jspecify.annotations.NullMarked;
