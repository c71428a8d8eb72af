package io.headroom.marketplace.loading;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes an item's name and description in English and Spanish.
final class DemoText {

    /// Goods of which nobody says "in blue".
    private static final Set<String> WITHOUT_COLOUR =
            Set.of("food", "petfood", "plant", "beauty", "scent", "book", "instrument");

    private final List<String> series;
    private final List<Spanish.Noun> things;
    private final List<DemoWords.Material> ofThings;
    private final List<DemoWords.Sentence> openings;
    private final List<DemoWords.Sentence> openingsWithoutColour;

    DemoText(DemoWords words) {
        series = words.words("series");
        things = words.nouns("things");
        ofThings = words.phrases("of things");
        openings = words.sentences("openings");
        openingsWithoutColour =
                openings.stream().filter(s -> !s.english().contains("{colour}")).toList();
    }

    /// What was chosen for an item before it is put into words.
    record Choice(
            DemoWords.Profile profile,
            Spanish.Noun noun,
            Spanish.Adjective style,
            Spanish.Adjective colour,
            DemoWords.Material material,
            String series,
            String attribute,
            String brand) {}

    record Text(String nameEn, String nameEs, String descriptionEn, String descriptionEs) {}

    String series(Dice dice) {
        return dice.of(series);
    }

    Text write(Choice choice, Dice dice) {
        DemoWords.Sentence name =
                choice.profile().name().equals("book") ? title(choice, dice) : name(choice, dice);
        boolean colourless = WITHOUT_COLOUR.contains(choice.profile().name());
        List<DemoWords.Sentence> own = choice.profile().sentences();
        int leftOut = own.size() < 3 ? -1 : dice.below(own.size() + 1);
        List<DemoWords.Sentence> sentences =
                Stream.concat(
                                Stream.of(dice.of(colourless ? openingsWithoutColour : openings)),
                                own.stream().filter(s -> own.indexOf(s) != leftOut))
                        .toList();
        return new Text(
                name.english(),
                name.spanish(),
                sentences.stream()
                        .map(s -> english(s.english(), choice))
                        .collect(Collectors.joining(" ")),
                sentences.stream()
                        .map(s -> spanish(s.spanish(), choice))
                        .collect(Collectors.joining(" ")));
    }

    private static DemoWords.Sentence name(Choice c, Dice dice) {
        boolean colourless = WITHOUT_COLOUR.contains(c.profile().name());
        String noun = c.noun().english();
        String sustantivo = capital(c.noun().spanish());
        Spanish.Form form = c.noun().form();
        String size = c.attribute().isEmpty() ? "" : ", " + c.attribute();
        return switch (dice.below(colourless ? 2 : 4)) {
            case 0 ->
                    new DemoWords.Sentence(
                            "%s %s %s %s"
                                            .formatted(
                                                    c.series(),
                                                    c.style().english(),
                                                    c.material().english(),
                                                    noun)
                                    + size,
                            "%s %s %s %s"
                                            .formatted(
                                                    sustantivo,
                                                    c.material().spanish(),
                                                    c.series(),
                                                    c.style().spanish(form))
                                    + size);
            case 1 ->
                    new DemoWords.Sentence(
                            "%s %s %s by %s"
                                            .formatted(
                                                    c.style().english(),
                                                    c.material().english(),
                                                    noun,
                                                    c.brand())
                                    + size,
                            "%s %s %s de %s"
                                            .formatted(
                                                    sustantivo,
                                                    c.style().spanish(form),
                                                    c.material().spanish(),
                                                    c.brand())
                                    + size);
            case 2 ->
                    new DemoWords.Sentence(
                            "%s %s %s in %s"
                                    .formatted(
                                            c.series(),
                                            c.material().english(),
                                            noun,
                                            c.colour().english()),
                            "%s %s %s en %s"
                                    .formatted(
                                            sustantivo,
                                            c.series(),
                                            c.material().spanish(),
                                            c.colour().masculine()));
            default ->
                    new DemoWords.Sentence(
                            "%s %s %s “%s”"
                                            .formatted(
                                                    c.colour().english(),
                                                    c.style().english(),
                                                    noun,
                                                    c.series())
                                    + size,
                            "%s %s «%s», color %s"
                                            .formatted(
                                                    sustantivo,
                                                    c.style().spanish(form),
                                                    c.series(),
                                                    c.colour().masculine())
                                    + size);
        };
    }

    private DemoWords.Sentence title(Choice c, Dice dice) {
        Spanish.Noun thing = dice.of(things);
        String spanishThing = thing.form().article() + " " + thing.spanish();
        String kind = c.material().english() + " " + c.noun().english();
        String clase = capital(c.noun().spanish()) + " " + c.material().spanish();
        DemoWords.Material of = dice.of(ofThings);
        return dice.chance(0.5)
                ? new DemoWords.Sentence(
                        "The %s %s – %s".formatted(c.style().english(), thing.english(), kind),
                        "%s %s – %s"
                                .formatted(spanishThing, c.style().spanish(thing.form()), clase))
                : new DemoWords.Sentence(
                        "The %s of %s – %s".formatted(thing.english(), of.english(), kind),
                        "%s %s – %s".formatted(spanishThing, of.spanish(), clase));
    }

    private static String english(String sentence, Choice c) {
        boolean plural = c.noun().englishPlural();
        return capital(
                fill(
                                sentence,
                                c,
                                lower(c.noun().english()),
                                c.colour().english().toLowerCase(Locale.ROOT))
                        .replace("{This}", plural ? "These" : "This")
                        .replace("{this}", plural ? "these" : "this")
                        .replace("{is}", plural ? "are" : "is")
                        .replace("{has}", plural ? "have" : "has")
                        .replace("{es}", plural ? "" : "es")
                        .replace("{S}", "s")
                        .replace("{s}", plural ? "" : "s"));
    }

    private static String spanish(String sentence, Choice c) {
        return capital(
                fill(
                        c.noun().form().agree(sentence),
                        c,
                        c.noun().spanish(),
                        c.colour().masculine()));
    }

    private static String fill(String sentence, Choice c, String noun, String colour) {
        return sentence.replace("{noun}", noun)
                .replace("{colour}", colour)
                .replace("{brand}", c.brand())
                .replace("{series}", c.series());
    }

    /// Lower case within a sentence; words with two capitals, such as "TV" or "T-Shirt", stay.
    private static String lower(String noun) {
        return Stream.of(noun.split(" "))
                .map(word ->
                        word.chars().filter(Character::isUpperCase).count() > 1
                                ? word
                                : word.toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" "));
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
