package io.headroom.spring;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Predicate;

/// The figures of a registry as text for Prometheus, written at once into bytes. Safe for use by
/// many threads.
public final class PrometheusText {

    /// The format of Prometheus.
    public static final String PLAIN = "text/plain; version=0.0.4; charset=utf-8";

    /// The format of OpenMetrics.
    public static final String OPEN_METRICS =
            "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private static final int INITIAL_BYTES = 64 << 10;

    private final PrometheusMeterRegistry registry;
    private final Predicate<String> names;
    private final ExpositionFormats formats = ExpositionFormats.init();

    /// The figures of the registry that have such a name.
    ///
    /// @param names which figures, by their name for Prometheus without a suffix such as `_total`
    public PrometheusText(PrometheusMeterRegistry registry, Predicate<String> names) {
        this.registry = registry;
        this.names = names;
    }

    /// All of them as they are now.
    ///
    /// @param contentType one of [#PLAIN] and [#OPEN_METRICS]
    public byte[] in(String contentType) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(INITIAL_BYTES);
        try {
            formats.findWriter(contentType)
                    .write(bytes, registry.getPrometheusRegistry().scrape(names));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
