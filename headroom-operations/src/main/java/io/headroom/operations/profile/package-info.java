/// Profiles on request: [Profiler#start] records what the processor, the allocator or locks are
/// busy with, for some seconds, and makes a flame graph of it that a browser shows without anything
/// else. While none is asked for it costs nothing.
@NullMarked
package io.headroom.operations.profile;

import org.jspecify.annotations.NullMarked;
