package io.headroom.spring.operations.audit;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What `headroom.operations.audit.*` configures.
///
/// @param changesPerMinute how many changing calls of the operations a caller may make in a minute,
///   from 1 to 10,000; 120 by default. As many may come at once
@ConfigurationProperties("headroom.operations.audit")
public record AuditProperties(@DefaultValue("120") int changesPerMinute) {

    public AuditProperties {
        if (changesPerMinute < 1 || changesPerMinute > 10_000) {
            throw new IllegalArgumentException(
                    "headroom.operations.audit.changes-per-minute must be from 1 to 10000: "
                            + changesPerMinute);
        }
    }
}
