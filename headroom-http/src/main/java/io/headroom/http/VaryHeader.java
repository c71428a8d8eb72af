package io.headroom.http;

import java.util.Collections;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The request fields that an answer was chosen by (RFC 9110 §12.5.5). Immutable.
///
/// @param names their names in lower case, sorted; empty when `any`
/// @param any whether it is `*`: the answer depends on more than the request's fields, and no later
///   request can be given it unasked. A field that cannot be understood counts as `*`.
public record VaryHeader(SortedSet<String> names, boolean any) {

    /// An answer that is the same whatever the request's fields.
    public static final VaryHeader NONE = new VaryHeader(new TreeSet<>(), false);

    private static final VaryHeader ANY = new VaryHeader(new TreeSet<>(), true);
    private static final int LONGEST = 4_096;
    private static final int MOST_NAMES = 64;
    private static final String ACCEPT_ENCODING = "accept-encoding";

    public VaryHeader {
        names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
        if (any && !names.isEmpty()) {
            throw new IllegalArgumentException("names must be empty when any, but are " + names);
        }
    }

    /// Reads the field; several lines of it are one text, joined by commas. Never throws.
    public static VaryHeader parse(@Nullable String header) {
        if (header == null) {
            return NONE;
        }
        if (header.length() > LONGEST) {
            return ANY;
        }
        TreeSet<String> names = new TreeSet<>();
        for (String member : header.split(",", -1)) {
            String name = member.strip().toLowerCase(Locale.ROOT);
            if (name.isEmpty()) {
                continue;
            }
            if (name.equals("*") || !FieldText.isToken(name)) {
                return ANY;
            }
            names.add(name);
        }
        return names.size() > MOST_NAMES ? ANY : new VaryHeader(names, false);
    }

    /// Whether the answer depends on that field, in upper or lower case.
    public boolean contains(String name) {
        return any || names.contains(name.toLowerCase(Locale.ROOT));
    }

    /// Without `Accept-Encoding`: for a cache that holds every coding of the answer itself. `*`
    /// stays.
    public VaryHeader withoutAcceptEncoding() {
        if (!names.contains(ACCEPT_ENCODING)) {
            return this;
        }
        TreeSet<String> others = new TreeSet<>(names);
        others.remove(ACCEPT_ENCODING);
        return new VaryHeader(others, false);
    }

    /// With one more field. `*` stays.
    public VaryHeader with(String name) {
        if (any) {
            return this;
        }
        TreeSet<String> more = new TreeSet<>(names);
        more.add(name.toLowerCase(Locale.ROOT));
        return new VaryHeader(more, false);
    }

    /// As it stands in the header, in lower case; empty for none.
    @Override
    public String toString() {
        return any ? "*" : String.join(", ", names);
    }
}
