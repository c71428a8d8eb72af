package io.headroom.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The tags of answers as an edge knows them: the keys of `Surrogate-Key`, separated by spaces.
///
/// A tag may hold any character, a key may not: whatever is not a letter or digit of ASCII or one
/// of `:/_.-` is written as `%` and the hexadecimal digits of its bytes in UTF-8, so that a key is
/// one word in a header and has no meaning in a regular expression but that of its dots. An answer
/// and the purge of a tag must write it alike, so both do it here.
public final class SurrogateKeys {

    /// The field's name.
    public static final String HEADER = "Surrogate-Key";

    /// The key of every answer, by which an edge forgets all of them.
    public static final String EVERYTHING = "headroom";

    /// Varnish and others refuse a field beyond 8 KB, with its name and some room.
    private static final int LONGEST = 7_000;

    private static final String PLAIN_SIGNS = ":/_.-";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private SurrogateKeys() {}

    /// The value of `Surrogate-Key` of an answer with these tags; [#EVERYTHING] comes first. Empty
    /// when the keys are longer than the 7,000 characters that every edge takes: an answer whose
    /// tags are not all told cannot be purged, so no edge may be told to keep it.
    public static Optional<String> header(Collection<String> tags) {
        Set<String> keys = new LinkedHashSet<>();
        keys.add(EVERYTHING);
        tags.forEach(tag -> keys.add(key(tag)));
        String header = String.join(" ", keys);
        return header.length() > LONGEST ? Optional.empty() : Optional.of(header);
    }

    /// The keys of the tags, without repetitions.
    public static List<String> keys(Collection<String> tags) {
        return new ArrayList<>(new LinkedHashSet<>(tags.stream().map(SurrogateKeys::key).toList()));
    }

    /// The key of a tag.
    public static String key(String tag) {
        if (isPlain(tag)) {
            return tag;
        }
        StringBuilder key = new StringBuilder(tag.length() + 16);
        for (byte b : tag.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (isPlain(c)) {
                key.append(c);
            } else {
                key.append('%').append(HEX[c >> 4]).append(HEX[c & 0xf]);
            }
        }
        return key.toString();
    }

    private static boolean isPlain(String tag) {
        for (int i = 0; i < tag.length(); i++) {
            if (!isPlain(tag.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(char c) {
        return FieldText.isLetter(c) || FieldText.isDigit(c) || PLAIN_SIGNS.indexOf(c) >= 0;
    }
}
