package io.headroom.cache;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/// The rules of tags.
final class Tags {

    /// The most tags of one entry.
    static final int MOST = 16;

    private static final int LONGEST = 256;

    private Tags() {}

    /// The tags without repetitions.
    ///
    /// @throws IllegalArgumentException when there are too many, or one is not well-formed
    static List<String> checked(Collection<String> tags) {
        List<String> distinct = wellFormed(tags);
        Refuse.unless(distinct.size() <= MOST, "tags", "at most " + MOST, distinct.size());
        return distinct;
    }

    /// The tags without repetitions, as many as they are.
    ///
    /// @throws IllegalArgumentException when one is not well-formed
    static List<String> wellFormed(Collection<String> tags) {
        if (tags.isEmpty()) {
            return List.of();
        }
        List<String> distinct = List.copyOf(new LinkedHashSet<>(tags));
        for (String tag : distinct) {
            Refuse.unless(
                    isWellFormed(tag),
                    "tags",
                    "of 1 to " + LONGEST + " characters without control characters",
                    "'" + tag + "'");
        }
        return distinct;
    }

    private static boolean isWellFormed(String tag) {
        for (int i = 0; i < tag.length(); i++) {
            if (Character.isISOControl(tag.charAt(i))) {
                return false;
            }
        }
        return !tag.isEmpty() && tag.length() <= LONGEST;
    }

    static List<String> union(List<String> some, List<String> more) {
        if (some.isEmpty() || more.isEmpty()) {
            return some.isEmpty() ? more : some;
        }
        List<String> both = new ArrayList<>(some);
        both.addAll(more);
        return checked(both);
    }
}
