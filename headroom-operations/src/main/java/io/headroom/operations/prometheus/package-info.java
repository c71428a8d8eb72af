/// The same service levels and alerts for Prometheus: see
/// [io.headroom.operations.prometheus.PrometheusRules].
@NullMarked
package io.headroom.operations.prometheus;

import org.jspecify.annotations.NullMarked;
