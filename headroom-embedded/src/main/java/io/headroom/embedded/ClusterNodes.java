package io.headroom.embedded;

import java.util.Arrays;
import java.util.List;

/// What one node of a cluster knows of all: the answer to `CLUSTER NODES`, whose lines are `ID
/// HOST:PORT@BUS_PORT FLAGS MASTER PING PONG EPOCH LINK SLOTS…`.
record ClusterNodes(List<Entry> entries) {

    /// @param flags words such as `myself`, `master`, `slave`, `fail?`, `fail`, `handshake`
    /// @param master the id of a replica's master, `-` for none
    /// @param slots single ones or ranges, and in brackets those that move
    record Entry(
            String id,
            int port,
            List<String> flags,
            String master,
            long epoch,
            boolean connected,
            List<String> slots) {

        boolean is(String flag) {
            return flags.contains(flag);
        }

        boolean owns(int slot) {
            return slots.stream()
                    .filter(range -> !range.startsWith("["))
                    .anyMatch(range -> holds(range, slot));
        }

        private static boolean holds(String range, int slot) {
            int dash = range.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
            int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
            return first <= slot && slot <= last;
        }
    }

    static ClusterNodes parse(String answer) {
        return new ClusterNodes(
                answer.lines().filter(line -> !line.isBlank()).map(ClusterNodes::entry).toList());
    }

    private static Entry entry(String line) {
        List<String> words = Arrays.asList(line.split(" ", -1));
        String address = words.get(1);
        int at = address.indexOf('@');
        return new Entry(
                words.get(0),
                Integer.parseInt(address.substring(address.lastIndexOf(':', at) + 1, at)),
                List.of(words.get(2).split(",", -1)),
                words.get(3),
                Long.parseLong(words.get(6)),
                words.get(7).equals("connected"),
                List.copyOf(words.subList(8, words.size())));
    }

    /// The node that answered.
    Entry myself() {
        return entries.stream()
                .filter(entry -> entry.is("myself"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nobody is myself: " + entries));
    }
}
