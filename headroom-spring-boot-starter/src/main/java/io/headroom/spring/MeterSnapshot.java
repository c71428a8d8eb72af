package io.headroom.spring;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Meters as they stand, by name.
///
/// @param tags of one series
/// @param values finite ones, by what they measure: `count`, `total`, `max`, `value`
public record MeterSnapshot(Map<String, String> tags, Map<String, Double> values) {

    /// The meters whose names are wanted.
    public static Map<String, List<MeterSnapshot>> of(
            MeterRegistry registry, Predicate<String> wanted) {
        Map<String, List<MeterSnapshot>> metrics = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            String name = meter.getId().getName();
            if (wanted.test(name)) {
                metrics.computeIfAbsent(name, _ -> new ArrayList<>()).add(of(meter));
            }
        }
        return metrics;
    }

    private static MeterSnapshot of(Meter meter) {
        Map<String, String> tags = new TreeMap<>();
        for (Tag tag : meter.getId().getTags()) {
            tags.put(tag.getKey(), tag.getValue());
        }
        Map<String, Double> values = new TreeMap<>();
        for (Measurement measurement : meter.measure()) {
            double value = measurement.getValue();
            if (Double.isFinite(value)) {
                values.put(measurement.getStatistic().getTagValueRepresentation(), value);
            }
        }
        return new MeterSnapshot(tags, values);
    }
}
