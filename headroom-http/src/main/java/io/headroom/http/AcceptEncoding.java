package io.headroom.http;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which codings a caller wants, from its `Accept-Encoding` (RFC 9110 §12.5.3).
///
/// The few texts that nearly all callers send are read once. Safe for use by many threads.
public final class AcceptEncoding {

    private static final int LONGEST = 1_024;
    private static final int MOST_MEMBERS = 32;
    private static final int REMEMBERED = 256; // a power of two
    private static final int LONGEST_REMEMBERED = 128;

    private static final int UNLISTED = -1;
    private static final int MALFORMED = -2;
    private static final int WHOLE = 1_000;

    private static final List<ContentCoding> ONLY_IDENTITY = List.of(ContentCoding.IDENTITY);
    private static final List<ContentCoding> SERVERS_ORDER =
            List.of(
                    ContentCoding.ZSTD,
                    ContentCoding.BROTLI,
                    ContentCoding.GZIP,
                    ContentCoding.IDENTITY);

    /// Written without locks: a thread that sees an older entry, or none, only reads the text anew.
    /// A text takes the place of another one in its slot, so that no flood of odd headers can fill
    /// the memory or keep the usual ones out.
    private static final @Nullable Remembered[] MEMORY = new @Nullable Remembered[REMEMBERED];

    private record Remembered(String header, List<ContentCoding> preferred) {}

    private AcceptEncoding() {}

    /// The codings that the caller accepts and this platform can make, the best first; among those
    /// it likes equally `zstd`, `br`, `gzip`, identity. Identity that is not mentioned is accepted
    /// last. Empty when the caller refuses them all, identity too: an answer without coding is then
    /// as good as any (406 would help nobody).
    ///
    /// A missing header, one beyond 1,024 characters or 32 members, and one without a single
    /// well-formed member, say nothing: identity only. A malformed member is left out; of a coding
    /// that is named twice the lower weight counts. Never throws.
    public static List<ContentCoding> preferred(@Nullable String header) {
        if (header == null || header.length() > LONGEST) {
            return ONLY_IDENTITY;
        }
        if (header.length() > LONGEST_REMEMBERED) {
            return read(header, ContentCoding.available());
        }
        int hash = header.hashCode();
        int slot = (hash ^ (hash >>> 16)) & (REMEMBERED - 1);
        Remembered known = MEMORY[slot];
        if (known != null && known.header().equals(header)) {
            return known.preferred();
        }
        List<ContentCoding> preferred = read(header, ContentCoding.available());
        MEMORY[slot] = new Remembered(header, preferred);
        return preferred;
    }

    static List<ContentCoding> read(String header, Set<ContentCoding> available) {
        Map<ContentCoding, Integer> weights = new EnumMap<>(ContentCoding.class);
        int others = UNLISTED;
        String[] members = header.split(",", MOST_MEMBERS + 1);
        if (members.length > MOST_MEMBERS) {
            return ONLY_IDENTITY;
        }
        for (String member : members) {
            int weight = weightOf(member);
            if (weight == MALFORMED) {
                continue;
            }
            String name = nameOf(member);
            if (name.equals("*")) {
                others = lower(others, weight);
            } else {
                ContentCoding coding = codingOf(name);
                if (coding != null) {
                    weights.merge(coding, weight, Math::min);
                }
            }
        }
        return ordered(weights, others, available);
    }

    private static List<ContentCoding> ordered(
            Map<ContentCoding, Integer> weights, int others, Set<ContentCoding> available) {
        List<ContentCoding> accepted = new ArrayList<>(SERVERS_ORDER.size());
        List<Integer> weightOfAccepted = new ArrayList<>(SERVERS_ORDER.size());
        for (ContentCoding coding : SERVERS_ORDER) {
            int weight = weights.getOrDefault(coding, others);
            if (weight == UNLISTED && coding == ContentCoding.IDENTITY) {
                accepted.add(coding); // the last of SERVERS_ORDER, so it stays behind all others
                weightOfAccepted.add(0);
            } else if (weight > 0 && available.contains(coding)) {
                int place = accepted.size();
                while (place > 0 && weightOfAccepted.get(place - 1) < weight) {
                    place--;
                }
                accepted.add(place, coding);
                weightOfAccepted.add(place, weight);
            }
        }
        return List.copyOf(accepted);
    }

    private static int lower(int known, int weight) {
        return known == UNLISTED ? weight : Math.min(known, weight);
    }

    private static @Nullable ContentCoding codingOf(String name) {
        return switch (name) {
            case "gzip", "x-gzip" -> ContentCoding.GZIP;
            case "br" -> ContentCoding.BROTLI;
            case "zstd" -> ContentCoding.ZSTD;
            case "identity" -> ContentCoding.IDENTITY;
            default -> null;
        };
    }

    private static String nameOf(String member) {
        int end = member.indexOf(';');
        return (end < 0 ? member : member.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /// The weight in thousandths; `weight = OWS ";" OWS "q=" qvalue` (RFC 9110 §12.4.2).
    private static int weightOf(String member) {
        int semicolon = member.indexOf(';');
        if (semicolon < 0) {
            return WHOLE;
        }
        String parameter = member.substring(semicolon + 1).strip();
        boolean named =
                parameter.length() >= 3
                        && (parameter.charAt(0) == 'q' || parameter.charAt(0) == 'Q')
                        && parameter.charAt(1) == '=';
        return named ? thousandths(parameter, 2) : MALFORMED;
    }

    /// `( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )`
    private static int thousandths(String text, int from) {
        int whole = text.charAt(from) - '0';
        int digits = text.length() - from - 2;
        boolean wellFormed = (whole == 0 || whole == 1) && digits <= 3;
        if (!wellFormed || (digits >= 0 && text.charAt(from + 1) != '.')) {
            return MALFORMED;
        }
        int value = whole * WHOLE;
        int unit = 100;
        for (int i = from + 2; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return MALFORMED;
            }
            value += (digit - '0') * unit;
            unit /= 10;
        }
        return value > WHOLE ? MALFORMED : value;
    }
}
