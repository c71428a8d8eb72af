/// Operations in a Spring service: what its features do becomes figures, counted events and
/// findings of [io.headroom.operations.Operations], which answers the calls under
/// `/api/v1/performance`. Where a call asks for all nodes, `AllNodes` makes one answer of theirs.
/// Services add beans of the types [io.headroom.operations.history.FigureSource] and
/// [io.headroom.operations.health.HealthCheck]. The packages below have the calls of one subject
/// each.
@NullMarked
package io.headroom.spring.operations;

import org.jspecify.annotations.NullMarked;
