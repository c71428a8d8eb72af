/// The nodes of a service, and what they are together.
///
/// A [io.headroom.operations.node.NodeDirectory] says which nodes there are.
/// [io.headroom.operations.node.SeriesMerge#merge] makes one series of theirs and is where the
/// story starts: [io.headroom.operations.node.MergingRules] say for each figure whether it is
/// summed, averaged by traffic, or as good as the worst node's. What a node did not tell is a gap
/// and no zero, and each value says how many nodes it was made from.
@NullMarked
package io.headroom.operations.node;

import org.jspecify.annotations.NullMarked;
