/// What the process does with its memory, and whether it leaks.
///
/// [MemoryWatch] listens to [GarbageCollections]: what the heap holds after major ones, the live
/// set, is what a leak makes grow. A suspicion needs a trend that is significant, large and going
/// on; on suspicion alone [LeakSearch] looks for the class that grows, the field that holds it and
/// the place that allocates it, which costs a full collection and a minute of JFR.
@NullMarked
package io.headroom.operations.memory;

import org.jspecify.annotations.NullMarked;
