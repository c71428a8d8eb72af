package io.headroom.marketplace.audit;

import io.headroom.jobs.JobType;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Something that was done. No personal values: numbers stand for people.
///
/// @param event names it once and for all, as `order/W3K…/placed`: told twice, it is written once
/// @param at when it was done
/// @param actor who did it, as `merchant/7`
/// @param action what was done, as `order.placed`
/// @param subject to what, as `order/W3K…`
/// @param figures how much, by name
public record AuditEvent(
        String event,
        Instant at,
        String actor,
        String action,
        String subject,
        SortedMap<String, String> figures) {

    /// The job that writes it down.
    public static final JobType<AuditEvent> TYPE =
            JobType.of("audit", AuditEvent.class).inQueue("audit");

    public AuditEvent {
        figures = new TreeMap<>(figures);
    }

    /// With figures in any order.
    public static AuditEvent of(
            String event,
            Instant at,
            String actor,
            String action,
            String subject,
            Map<String, String> figures) {
        return new AuditEvent(event, at, actor, action, subject, new TreeMap<>(figures));
    }
}
