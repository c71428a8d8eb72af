package io.headroom.http.cache;

import java.util.Map;

/// What a [ResponseCache] did since it was made, and what it holds.
///
/// @param requests by how they were answered
/// @param stored answers
/// @param refused answers that were not stored, by why
/// @param evictions of targets, with all their variants, for want of room
/// @param entries targets that are held
/// @param bytes of the heap that they take, about
/// @param capacity the bytes that they may take now
public record ResponseCacheStatistics(
        Map<ResponseResult, Long> requests,
        long stored,
        Map<String, Long> refused,
        long evictions,
        long entries,
        long bytes,
        long capacity) {}
