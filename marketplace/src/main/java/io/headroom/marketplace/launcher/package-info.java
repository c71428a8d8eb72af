/// What stands behind `./headroom run`: starts the servers and the shop's nodes, watches them, and
/// ends them all.
///
/// The launcher is a small Java process of its own. Whatever ends it, `kill -9` included, ends
/// everything it started, and what was confirmed to a client is on disk. The story starts at
/// `Shop.open`.
@NullMarked
package io.headroom.marketplace.launcher;

import org.jspecify.annotations.NullMarked;
