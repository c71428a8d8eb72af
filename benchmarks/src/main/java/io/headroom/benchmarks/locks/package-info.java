/// Locks beside their rivals: how fast, and whose updates are lost when something goes wrong.
@NullMarked
package io.headroom.benchmarks.locks;

import org.jspecify.annotations.NullMarked;
