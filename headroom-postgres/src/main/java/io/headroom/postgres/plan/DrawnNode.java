package io.headroom.postgres.plan;

import java.util.List;

/// A node of a plan as people want to see it.
///
/// @param title what it does: `Index Scan using items_pkey on items i`
/// @param costShare its own part of the plan's cost, without that of its children, from 0 to 1; all
///   nodes' shares sum to 1
/// @param timeShare the same of the time; NaN unless analysed
/// @param millis the node's time with its children's, over all loops, side-by-side work counted
///   once; NaN unless analysed
/// @param planRows the planned rows of a loop
/// @param actualRows the rows of a loop that came; NaN unless analysed
/// @param loops how often it ran; 0 unless analysed
/// @param notes its conditions and keys, each as `Filter: …`
/// @param children the nodes that feed it
public record DrawnNode(
        String title,
        double costShare,
        double timeShare,
        double millis,
        double planRows,
        double actualRows,
        long loops,
        List<String> notes,
        List<DrawnNode> children) {

    public DrawnNode {
        notes = List.copyOf(notes);
        children = List.copyOf(children);
    }
}
