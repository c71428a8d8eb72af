/// Draws the pictures of items that have no photograph.
///
/// A picture's address says all about it: shape, colour and a seed that chooses pattern, accent and
/// background. The same address is the same picture for ever, so it is cached without limit. The
/// story starts in [Picture#parse].
@NullMarked
package io.headroom.marketplace.pictures;

import org.jspecify.annotations.NullMarked;
