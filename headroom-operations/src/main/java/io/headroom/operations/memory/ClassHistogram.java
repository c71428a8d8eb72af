package io.headroom.operations.memory;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;

/// How many live objects of each class there are. To ask forces a collection of the whole heap.
record ClassHistogram(Map<String, Entry> classes) {

    private static final int MOST = 10;

    record Entry(long instances, long bytes) {}

    static ClassHistogram take() throws JMException {
        Object text =
                ManagementFactory.getPlatformMBeanServer()
                        .invoke(
                                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                "gcClassHistogram",
                                new Object[] {new String[0]},
                                new String[] {String[].class.getName()});
        return parse(String.valueOf(text));
    }

    /// Reads lines as ` 1: 2031 1830912 [B (java.base@25)`.
    static ClassHistogram parse(String text) {
        Map<String, Entry> classes = new HashMap<>();
        text.lines()
                .map(String::strip)
                .map(line -> line.split("\\s+", 5))
                .filter(fields -> fields.length >= 4 && fields[0].matches("\\d+:"))
                .forEach(fields ->
                        classes.put(
                                fields[3],
                                new Entry(Long.parseLong(fields[1]), Long.parseLong(fields[2]))));
        return new ClassHistogram(classes);
    }

    /// What grew since an earlier one, the most bytes first.
    List<LeakReport.Growing> since(ClassHistogram before) {
        List<LeakReport.Growing> growing = new ArrayList<>();
        classes.forEach((type, now) -> {
            Entry then = before.classes.getOrDefault(type, new Entry(0, 0));
            if (now.bytes() > then.bytes() && now.instances() > then.instances()) {
                growing.add(
                        new LeakReport.Growing(
                                type,
                                now.instances() - then.instances(),
                                now.bytes() - then.bytes()));
            }
        });
        return growing.stream()
                .sorted(Comparator.comparingLong(LeakReport.Growing::bytes).reversed())
                .limit(MOST)
                .toList();
    }
}
