package io.headroom.marketplace.catalog;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the validators of conditional writes (RFC 9110, section 13.1.1).
final class EntityTags {

    private static final Pattern LIST =
            Pattern.compile("\\s*(W/)?\"[^\"]*\"(\\s*,\\s*(W/)?\"[^\"]*\")*\\s*");
    private static final Pattern TAG = Pattern.compile("(W/)?\"([^\"]*)\"");
    private static final Pattern VERSION = Pattern.compile("(\\d{1,19})-(\\d{1,9})");

    private EntityTags() {}

    /// The versions of an item that a header `If-Match` allows to be written. A weak validator, and
    /// one of another item, never matches.
    ///
    /// @throws InvalidRequestException when the header is neither `*` nor a list of validators
    static Precondition ifMatch(@Nullable String header, long itemId) {
        if (header == null || header.strip().equals("*")) {
            return new Precondition.None();
        }
        if (!LIST.matcher(header).matches()) {
            throw new InvalidRequestException(
                    "If-Match", "must be * or entity tags in quotes, as \"17-3\"");
        }
        Set<Integer> versions = new HashSet<>();
        Matcher tags = TAG.matcher(header);
        while (tags.find()) {
            Matcher version = VERSION.matcher(tags.group(2));
            boolean ofItem =
                    tags.group(1) == null
                            && version.matches()
                            && version.group(1).equals(Long.toString(itemId));
            if (ofItem) {
                versions.add(Integer.valueOf(version.group(2)));
            }
        }
        return new Precondition.VersionIn(versions);
    }
}
