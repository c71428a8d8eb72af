package io.headroom.marketplace.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// An entry as it is sealed.
///
/// @param id counts entries from 1, without a gap
/// @param epochMicros when, in microseconds since 1970
/// @param figures JSON with its names in order
/// @param keyId names the key of the seal
/// @param previous the seal of the entry before, hexadecimal; empty for the first
record AuditEntry(
        long id,
        String event,
        long epochMicros,
        String actor,
        String action,
        String subject,
        String figures,
        String keyId,
        String previous) {

    static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }
}
