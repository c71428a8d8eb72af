/// Values that every feature shares, and nothing else: no I/O, no threads, no dependency of ours.
///
/// The values refuse nonsense when they are made and name the property that is wrong.
@NullMarked
package io.headroom.core;

import org.jspecify.annotations.NullMarked;
