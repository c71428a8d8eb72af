package io.headroom.http;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The entity tags of an `If-Match` or `If-None-Match` (RFC 9110 §13.1). Immutable.
///
/// Tags are compared whatever the coding of the answer they name (see [EntityTag#withCoding]): who
/// holds the gzip of the current answer holds the current answer.
///
/// Malformed members are left out. A header beyond 8,192 characters or 64 members counts as present
/// with nothing that matches: `If-None-Match` then brings the whole answer, and `If-Match` refuses
/// to write, which is the safe side of both. Reading never throws.
public final class EntityTagList {

    private static final int LONGEST = 8_192;
    private static final int MOST_MEMBERS = 64;

    private static final EntityTagList ABSENT = new EntityTagList("", false, false, List.of());

    private final String text;
    private final boolean present;
    private final boolean any;
    private final List<EntityTag> tags;

    private EntityTagList(String text, boolean present, boolean any, List<EntityTag> tags) {
        this.text = text;
        this.present = present;
        this.any = any;
        this.tags = tags;
    }

    /// Reads the header; several lines of it are one text, joined by commas.
    public static EntityTagList parse(@Nullable String header) {
        if (header == null) {
            return ABSENT;
        }
        if (header.strip().equals("*")) {
            return new EntityTagList("*", true, true, List.of());
        }
        List<EntityTag> tags = header.length() > LONGEST ? List.of() : scan(header);
        return new EntityTagList(header, true, false, tags);
    }

    private static List<EntityTag> scan(String header) {
        List<EntityTag> tags = new ArrayList<>();
        int at = 0;
        while (at < header.length()) {
            if (isSeparator(header.charAt(at))) {
                at++;
                continue;
            }
            int end = endOfMember(header, at);
            EntityTag tag = EntityTag.parse(header.substring(at, end));
            if (tag != null) {
                if (tags.size() == MOST_MEMBERS) {
                    return List.of();
                }
                tags.add(tag);
            }
            at = end;
        }
        return List.copyOf(tags);
    }

    private static boolean isSeparator(char c) {
        return c == ',' || c == ' ' || c == '\t';
    }

    /// A comma inside the quotes belongs to the tag, and a backslash there is just a character.
    private static int endOfMember(String header, int start) {
        boolean quoted = false;
        for (int i = start; i < header.length(); i++) {
            char c = header.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                return i;
            }
        }
        return header.length();
    }

    /// Whether the request has the header at all.
    public boolean isPresent() {
        return present;
    }

    /// Whether it is `*`, which matches whatever exists.
    public boolean isAny() {
        return any;
    }

    /// The comparison of `If-None-Match` (RFC 9110 §8.8.3.2): weak or not does not matter.
    public boolean matchesWeakly(EntityTag tag) {
        return any || memberFor(tag) != null;
    }

    /// The comparison of `If-Match`: neither of the two may be weak.
    public boolean matchesStrongly(EntityTag tag) {
        if (any) {
            return true;
        }
        if (tag.weak()) {
            return false;
        }
        String opaque = tag.withoutCoding().opaque();
        return tags.stream()
                .anyMatch(
                        member -> !member.weak() && member.withoutCoding().opaque().equals(opaque));
    }

    /// The member that matches weakly, as the caller sent it; null when none does, or for `*`. A
    /// 304 must carry this tag: a cache between updates only what it holds under the same strong
    /// tag (RFC 9111 §4.3.4), and that may be another coding than the one preferred now.
    public @Nullable EntityTag memberFor(EntityTag tag) {
        EntityTag found = null;
        String opaque = tag.withoutCoding().opaque();
        for (EntityTag member : tags) {
            if (member.opaque().equals(tag.opaque())) {
                return member;
            }
            if (found == null && member.withoutCoding().opaque().equals(opaque)) {
                found = member;
            }
        }
        return found;
    }

    /// The header as the application must see it, which knows nothing of codings; the text that
    /// came when it has no well-formed member, and empty when the header is absent.
    public String withoutCodings() {
        if (tags.isEmpty()) {
            return text;
        }
        return tags.stream()
                .map(tag -> tag.withoutCoding().toString())
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
