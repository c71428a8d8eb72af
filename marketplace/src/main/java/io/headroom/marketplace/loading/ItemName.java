package io.headroom.marketplace.loading;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Chooses an item's name among the descriptions of its lines, and writes it as a name.
///
/// The till's own descriptions are in capitals; what people typed over them ("damaged", "?", "found
/// in w/hse") is not. So capitals win over the rest, a note never wins, and among equals the most
/// frequent does.
final class ItemName {

    static final int LONGEST = 200;

    private static final Pattern NOTE =
            Pattern.compile(
                    "\\b(damage[sd]?|dagamed|check(ed)?|lost|found|missing|wet|rusty|mouldy|thrown"
                            + "|throw|crushed|broken|smashed|cracked|faulty|(re-?)?adjust(ment)?"
                            + "|wrong(ly)?|incorrect(ly)?|unsaleable|samples?|sold|dotcom\\w*|amazon"
                            + "|ebay|test|counted|returned|mix up|barcode|stock|oops|mailout|showroom"
                            + "|display|credit\\w*|breakages|put aside|given away|website|order"
                            + "|orders|mystery|reverse|marked|coded|error|fix|can't find|allocate)\\b",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final Pattern SIZE =
            Pattern.compile("\\d+([.x]\\d+)*(cm|mm|m|ml|l|g|kg|in)?x?.*");
    private static final Set<String> SMALL =
            Set.of(
                    "a", "an", "and", "at", "by", "de", "du", "for", "from", "in", "of", "on", "or",
                    "the", "to", "with");
    private static final Set<String> CAPITALS =
            Set.of(
                    "USB", "TV", "UK", "LED", "BBQ", "II", "III", "CD", "DVD", "DIY", "ST", "XL",
                    "A4", "A5", "A6", "A7", "3D");
    private static final Map<String, String> WRITTEN_OUT =
            Map.ofEntries(
                    Map.entry("ASSTD", "Assorted"),
                    Map.entry("ASST", "Assorted"),
                    Map.entry("ASS", "Assorted"),
                    Map.entry("W", "with"),
                    Map.entry("C/COVER", "Cushion Cover"),
                    Map.entry("T-LIGHT", "T-Light"),
                    Map.entry("T-LIGHTS", "T-Lights"),
                    Map.entry("DEC", "Decoration"),
                    Map.entry("NECKLAC", "Necklace"),
                    Map.entry("B'FLY", "Butterfly"),
                    Map.entry("ST", "St"),
                    Map.entry("M.O.P", "Mother of Pearl"),
                    Map.entry("MOP", "Mother of Pearl"));
    private static final Pattern SET_OF = Pattern.compile("(?i)^S(?:ET)?[/ ]?(\\d+)$");

    private ItemName() {}

    /// Whether a description says nothing about the item: blank, a question, or a note of the
    /// warehouse.
    static boolean isNote(String description) {
        String text = description.strip();
        if (text.codePoints().filter(Character::isLetter).count() < 3) {
            return true;
        }
        if (text.startsWith("?") || text.endsWith("?")) {
            return true;
        }
        return !isCapitals(text)
                && (NOTE.matcher(text).find() || Character.isLowerCase(text.codePointAt(0)));
    }

    /// The best of the descriptions, untidied; empty when all are notes.
    static Optional<String> choose(Map<String, Integer> frequencies) {
        return frequencies.entrySet().stream()
                .filter(entry -> !isNote(entry.getKey()))
                .max(
                        Comparator.<Map.Entry<String, Integer>, Boolean>comparing(
                                        entry -> isCapitals(entry.getKey()))
                                .thenComparing(Map.Entry.comparingByValue())
                                .thenComparing(
                                        Map.Entry.<String, Integer>comparingByKey().reversed()))
                .map(Map.Entry::getKey);
    }

    /// Single spaces, capitals turned into title case, frequent abbreviations written out.
    static String tidy(String description) {
        String text =
                SPACES.matcher(description.replace(",", ", ").replace("*", " "))
                        .replaceAll(" ")
                        .replace(" ,", ",")
                        .strip()
                        .replaceAll("[.,;:\\- ]+$", "");
        if (!isCapitals(text)) {
            return cut(text);
        }
        StringBuilder name = new StringBuilder(text.length() + 8);
        for (String word : text.split(" ", -1)) {
            if (!name.isEmpty()) {
                name.append(' ');
            }
            name.append(titled(word, name.isEmpty()));
        }
        return cut(name.toString());
    }

    private static String titled(String word, boolean first) {
        String known = WRITTEN_OUT.get(word);
        if (known != null) {
            return known;
        }
        if (CAPITALS.contains(word)) {
            return word;
        }
        var setOf = SET_OF.matcher(word);
        if (setOf.matches()) {
            return "Set of " + setOf.group(1);
        }
        String lower = word.toLowerCase(Locale.ROOT);
        if ((SMALL.contains(lower) && !first) || SIZE.matcher(lower).matches()) {
            return lower;
        }
        StringBuilder title = new StringBuilder(lower.length());
        boolean begins = true;
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            title.append(begins ? Character.toUpperCase(c) : c);
            begins = !Character.isLetterOrDigit(c) && c != '\'';
        }
        return title.toString();
    }

    private static boolean isCapitals(String text) {
        long upper = text.codePoints().filter(Character::isUpperCase).count();
        long lower = text.codePoints().filter(Character::isLowerCase).count();
        return upper > 2 * lower;
    }

    private static String cut(String name) {
        return name.length() <= LONGEST ? name : name.substring(0, LONGEST).strip();
    }
}
