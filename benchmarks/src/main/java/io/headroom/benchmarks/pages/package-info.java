/// What a page costs at any depth, by cursor and by OFFSET.
///
/// The story starts in [io.headroom.benchmarks.pages.PageDepth#main].
@NullMarked
package io.headroom.benchmarks.pages;

import org.jspecify.annotations.NullMarked;
