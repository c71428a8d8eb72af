package io.headroom.operations.alert.delivery;

import io.headroom.operations.alert.Priority;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who hears of which alerts, and how often.
///
/// @param service what messages call the service
/// @param runbooks what stands before the name of an alert in the link to its page
/// @param channels by priority; nobody where one has none
/// @param messagesPerMinute at most so many messages to each channel in any minute, from 1 to 600;
///   in a storm the last of them sums up all that is left
public record AlertRoutes(
        String service,
        String runbooks,
        Map<Priority, List<String>> channels,
        int messagesPerMinute) {

    public AlertRoutes {
        if (messagesPerMinute < 1 || messagesPerMinute > 600) {
            throw new IllegalArgumentException(
                    "messagesPerMinute must be from 1 to 600: " + messagesPerMinute);
        }
        Map<Priority, List<String>> copy = new EnumMap<>(Priority.class);
        channels.forEach((priority, names) -> copy.put(priority, List.copyOf(names)));
        channels = Map.copyOf(copy);
    }

    /// Who hears of alerts of a priority.
    public List<String> of(Priority priority) {
        return channels.getOrDefault(priority, List.of());
    }

    /// All who hear of something.
    public Set<String> all() {
        Set<String> all = new LinkedHashSet<>();
        for (Priority priority : Priority.values()) {
            all.addAll(of(priority));
        }
        return all;
    }

    /// Makes messages of changes: each alone while there is room, the rest in one.
    ///
    /// @param due the most urgent first
    /// @param room how many messages may leave now
    /// @return groups of changes that go together; what is in none waits
    static List<List<AlertNotice>> paced(List<AlertNotice> due, int room) {
        List<List<AlertNotice>> groups = new ArrayList<>();
        if (room <= 0 || due.isEmpty()) {
            return groups;
        }
        int alone = due.size() <= room ? due.size() : room - 1;
        due.subList(0, alone).forEach(notice -> groups.add(List.of(notice)));
        if (alone < due.size()) {
            groups.add(List.copyOf(due.subList(alone, due.size())));
        }
        return groups;
    }

    /// Those of some changes that a channel hears of.
    List<AlertNotice> heardBy(String channel, Collection<AlertNotice> notices) {
        return notices.stream().filter(n -> of(n.priority()).contains(channel)).toList();
    }
}
