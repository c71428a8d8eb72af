/// The past of named figures: each second of the last hour, and each ten seconds of the last day,
/// in memory of a known size.
///
/// [io.headroom.operations.history.FigureSource]s say what the figures are at this moment;
/// [io.headroom.operations.history.History#record] asks them and is where the story starts. A
/// counter is kept as its rate, a gauge as it is. Where nothing was recorded there is a gap, never
/// a made-up value.
@NullMarked
package io.headroom.operations.history;

import org.jspecify.annotations.NullMarked;
