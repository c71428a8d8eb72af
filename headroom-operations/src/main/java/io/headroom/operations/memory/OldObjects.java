package io.headroom.operations.memory;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedObject;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/// Reads who holds the objects that `jdk.OldObjectSample` found alive: the chain of references from
/// each to its root. The one to name is the field nearest to the object that belongs to the
/// service's own code and refers to a collection or an array of objects: nearer ones are of the
/// objects that are kept, and those beyond hold the whole service, as the launcher's reference to
/// the main class does.
final class OldObjects {

    private static final int MOST = 10;
    private static final int LONGEST_CHAIN = 1_000;

    /// What the search itself allocates is alive when it ends, and no suspect.
    private static final Set<String> SEARCH =
            Set.of(LeakSearch.class.getName(), ClassHistogram.class.getName());

    private static final Set<String> OTHERS = Set.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

    private OldObjects() {}

    /// A static field is worth some samples of another.
    private static final int STATIC_WEIGHT = 4;

    /// @param holdsMany whether it refers to a collection or an array of objects
    private record Place(String field, boolean isStatic, boolean own, boolean holdsMany) {}

    private record Key(String field, boolean isStatic, String type, String allocatedAt) {}

    static List<LeakReport.Holder> read(Path recording) throws IOException {
        Map<Key, Integer> found = new HashMap<>();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (event.getEventType().getName().equals("jdk.OldObjectSample")
                        && event.getValue("object") instanceof RecordedObject object
                        && !isOfTheSearch(event.getStackTrace())) {
                    Place place = place(event, object);
                    found.merge(
                            new Key(
                                    place.field(),
                                    place.isStatic(),
                                    type(object),
                                    allocation(event.getStackTrace())),
                            1,
                            Integer::sum);
                }
            }
        }
        return found.entrySet().stream()
                .sorted(
                        Comparator.<Map.Entry<Key, Integer>>comparingInt(each ->
                                        each.getValue()
                                                * (each.getKey().isStatic() ? STATIC_WEIGHT : 1))
                                .reversed())
                .limit(MOST)
                .map(each ->
                        new LeakReport.Holder(
                                each.getKey().field(),
                                each.getKey().isStatic(),
                                each.getKey().type(),
                                each.getKey().allocatedAt(),
                                each.getValue()))
                .toList();
    }

    private static boolean isOfTheSearch(@Nullable RecordedStackTrace stack) {
        return stack != null
                && stack.getFrames().stream()
                        .anyMatch(frame -> SEARCH.contains(frame.getMethod().getType().getName()));
    }

    private static Place place(RecordedEvent event, RecordedObject object) {
        List<Place> chain = new ArrayList<>();
        RecordedObject at = object;
        for (int i = 0; i < LONGEST_CHAIN; i++) {
            if (!(at.getValue("referrer") instanceof RecordedObject referrer)) {
                break;
            }
            RecordedObject owner =
                    referrer.hasField("object")
                                    && referrer.getValue("object") instanceof RecordedObject known
                            ? known
                            : null;
            if (referrer.getValue("field") instanceof RecordedObject field) {
                boolean isStatic = Modifier.isStatic(field.getShort("modifiers"));
                String name = owner == null ? "" : owner(owner);
                chain.add(
                        new Place(
                                name + "." + field.getString("name"),
                                isStatic,
                                OTHERS.stream().noneMatch(name::startsWith),
                                holdsMany(type(at))));
            }
            if (owner == null) {
                break;
            }
            at = owner;
        }
        List<Predicate<Place>> choices =
                List.of(
                        each -> each.own() && each.holdsMany(),
                        each -> each.own() && each.isStatic(),
                        Place::isStatic,
                        Place::own);
        return choices.stream()
                .flatMap(choice -> chain.stream().filter(choice).limit(1))
                .findFirst()
                .orElseGet(() -> new Place(root(event), false, false, false));
    }

    private static boolean holdsMany(String type) {
        return type.startsWith("java.util.") || type.startsWith("[L") || type.startsWith("[[");
    }

    /// Static fields belong to the mirror of their class, whose description names it.
    private static String owner(RecordedObject object) {
        String type = type(object);
        if (type.equals("java.lang.Class")
                && object.getValue("description") instanceof String described) {
            return described.replaceFirst("^Class Name: ", "");
        }
        return type;
    }

    private static String type(RecordedObject object) {
        return object.getValue("type") instanceof RecordedClass type ? type.getName() : "";
    }

    private static String root(RecordedEvent event) {
        return event.getValue("root") instanceof RecordedObject root
                        && root.getValue("system") instanceof String system
                        && root.getValue("type") instanceof String type
                ? "%s (%s)".formatted(system, type)
                : "";
    }

    private static String allocation(@Nullable RecordedStackTrace stack) {
        if (stack == null) {
            return "";
        }
        List<RecordedFrame> frames = stack.getFrames();
        return frames.stream()
                .filter(frame ->
                        OTHERS.stream()
                                .noneMatch(frame.getMethod().getType().getName()::startsWith))
                .findFirst()
                .or(() -> frames.stream().findFirst())
                .map(frame ->
                        "%s.%s:%d"
                                .formatted(
                                        frame.getMethod().getType().getName(),
                                        frame.getMethod().getName(),
                                        frame.getLineNumber()))
                .orElse("");
    }
}
