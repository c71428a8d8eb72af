package io.headroom.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names the writes that a reader must see, wherever it reads: read your own writes. Immutable; its
/// text travels with the user, in a cookie or a header. It holds nothing secret, and a forged one
/// costs a look into L2.
///
/// A token is needed no longer than the coherence lease after the last write; let the cookie or the
/// session forget it after some seconds.
public final class SessionToken {

    private static final SessionToken NONE = new SessionToken(Map.of());
    private static final Pattern MARK =
            Pattern.compile("(\\d{1,4})\\.([0-9a-f]{0,32})\\.(\\d{1,19})");
    private static final int LONGEST = 8_192;

    private final Map<Integer, L2Mark> marks;
    private final boolean empty;

    private SessionToken(Map<Integer, L2Mark> marks) {
        this.marks = marks;
        empty = marks.isEmpty();
    }

    /// Names no write.
    public static SessionToken none() {
        return NONE;
    }

    /// Reads the text of a token.
    ///
    /// @throws IllegalArgumentException when it is none
    public static SessionToken parse(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "A session token has at most " + LONGEST + " characters");
        }
        List<L2Mark> marks = new ArrayList<>();
        for (String part : text.split("_", -1)) {
            Matcher mark = MARK.matcher(part);
            if (!mark.matches()) {
                throw new IllegalArgumentException("'" + part + "' is no mark of a session token");
            }
            try {
                marks.add(
                        new L2Mark(
                                Integer.parseInt(mark.group(1)),
                                mark.group(2),
                                Long.parseLong(mark.group(3))));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "'" + part + "' is no mark of a session token", e);
            }
        }
        return NONE.plus(marks);
    }

    /// Names the writes of both.
    public SessionToken plus(Invalidation write) {
        return switch (write) {
            case Invalidation.Local _ -> this;
            case Invalidation.Applied(L2Receipt receipt) -> plus(receipt.marks());
            case Invalidation.Logged(L2Receipt receipt) -> plus(receipt.marks());
            case Invalidation.Deferred(_, L2Receipt receipt) -> plus(receipt.marks());
        };
    }

    private SessionToken plus(List<L2Mark> more) {
        Map<Integer, L2Mark> all = new TreeMap<>(marks);
        // Of two generations the one just written is the later.
        more.forEach(mark -> all.merge(mark.partition(), mark, SessionToken::later));
        return new SessionToken(all);
    }

    private static L2Mark later(L2Mark old, L2Mark next) {
        boolean same = old.generation().equals(next.generation());
        return same && old.sequence() > next.sequence() ? old : next;
    }

    /// Whether it names no write.
    public boolean isEmpty() {
        return empty;
    }

    /// Whether a node that stands at a place has seen what the token names for that partition.
    ///
    /// @param reached up to where the node has applied the log
    public boolean isSeenAt(L2Mark reached) {
        L2Mark wanted = marks.get(reached.partition());
        return wanted == null
                || (wanted.generation().equals(reached.generation())
                        && wanted.sequence() <= reached.sequence());
    }

    /// Whether it names a write that L2 has not acknowledged: neither tier can be trusted with it.
    public boolean isUnacknowledged() {
        return marks.values().stream().anyMatch(mark -> mark.generation().isEmpty());
    }

    /// Its text: letters, digits, `.` and `_`.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (L2Mark mark : marks.values()) {
            text.append(text.isEmpty() ? "" : "_")
                    .append(mark.partition())
                    .append('.')
                    .append(mark.generation())
                    .append('.')
                    .append(mark.sequence());
        }
        return text.toString();
    }
}
