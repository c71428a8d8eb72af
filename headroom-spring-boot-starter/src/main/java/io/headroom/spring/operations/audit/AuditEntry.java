package io.headroom.spring.operations.audit;

import java.time.Instant;
import java.util.Map;

/// A call that changes something, or tried to.
///
/// @param at when it was answered
/// @param operator who; `unknown` where nobody showed who he is
/// @param method the HTTP method
/// @param path without its parameters
/// @param parameters of the query and the first level of a JSON body, without secrets
/// @param status the answer's status
/// @param correlationId finds its log entries
/// @param client the address it came from
record AuditEntry(
        Instant at,
        String operator,
        String method,
        String path,
        Map<String, String> parameters,
        int status,
        String correlationId,
        String client) {}
