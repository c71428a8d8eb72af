/// What operations remember over a restart, in one file: see
/// [io.headroom.operations.state.StateFile].
@NullMarked
package io.headroom.operations.state;

import org.jspecify.annotations.NullMarked;
