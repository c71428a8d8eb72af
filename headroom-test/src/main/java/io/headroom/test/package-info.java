/// What tests share: a clock that only moves when told. Test scope only.
///
/// The story starts at {@link io.headroom.test.ManualTime#advance}.
@NullMarked
package io.headroom.test;

import org.jspecify.annotations.NullMarked;
