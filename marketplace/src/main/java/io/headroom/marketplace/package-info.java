/// A real shop that runs on all of Headroom; each package below is one of its reasons to change.
///
/// `catalog` answers and writes, `search` finds, `orders` sells, `sales` learns what is popular and
/// bought together, `analytics` adds up by merchant, `reports` writes that down, `delivery` sends
/// what leaves, `audit` seals who did what, `loading` fills it, `pictures` draws it, `identity`
/// knows who calls, `observation` counts, `launcher` runs it on one machine. This package holds
/// only what belongs to the node as a whole.
///
/// The story of a node starts at [Marketplace#main]; that of `./headroom run` in `launcher`.
@NullMarked
package io.headroom.marketplace;

import org.jspecify.annotations.NullMarked;
