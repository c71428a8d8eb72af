package io.headroom.marketplace.loading;

import java.util.List;
import java.util.Locale;

/// The agreement of gender and number in Spanish.
final class Spanish {

    private Spanish() {}

    /// Gender and number of a noun.
    enum Form {
        M("Este", "El", "o"),
        F("Esta", "La", "a"),
        MP("Estos", "Los", "os"),
        FP("Estas", "Las", "as");

        private final String demonstrative;
        private final String article;
        private final String ending;

        Form(String demonstrative, String article, String ending) {
            this.demonstrative = demonstrative;
            this.article = article;
            this.ending = ending;
        }

        String article() {
            return article;
        }

        boolean plural() {
            return this == MP || this == FP;
        }

        /// Fills the endings of a sentence about a noun of this form.
        String agree(String sentence) {
            return sentence.replace("{Este}", demonstrative)
                    .replace("{este}", demonstrative.toLowerCase(Locale.ROOT))
                    .replace("{o}", ending)
                    .replace("{n}", plural() ? "n" : "")
                    .replace("{s}", plural() ? "s" : "");
        }
    }

    /// A noun in both languages.
    record Noun(String english, String spanish, Form form) {

        /// From `Mug=taza,f`.
        static Noun parse(String text) {
            String[] names = text.strip().split("=", -1);
            int comma = names[1].lastIndexOf(',');
            return new Noun(
                    names[0],
                    names[1].substring(0, comma),
                    Form.valueOf(names[1].substring(comma + 1).strip().toUpperCase(Locale.ROOT)));
        }

        /// Whether the English noun is a plural.
        boolean englishPlural() {
            return english.endsWith("s") && !english.endsWith("ss") && !english.endsWith("us");
        }
    }

    /// An adjective in both languages, in Spanish in its four forms.
    record Adjective(String english, List<String> forms) {

        /// From `Red=rojo`, or with all four forms: `Brown=marrón/marrón/marrones/marrones`.
        static Adjective parse(String text) {
            String[] names = text.strip().split("=", -1);
            String[] given = names[1].split("/", -1);
            return new Adjective(names[0], given.length == 4 ? List.of(given) : regular(names[1]));
        }

        private static List<String> regular(String masculine) {
            String stem = masculine.substring(0, masculine.length() - 1);
            return switch (masculine.charAt(masculine.length() - 1)) {
                case 'o' -> List.of(masculine, stem + "a", stem + "os", stem + "as");
                case 'e', 'a' -> List.of(masculine, masculine, masculine + "s", masculine + "s");
                case 'z' -> List.of(masculine, masculine, stem + "ces", stem + "ces");
                default -> List.of(masculine, masculine, masculine + "es", masculine + "es");
            };
        }

        String spanish(Form form) {
            return forms.get(
                    switch (form) {
                        case M -> 0;
                        case F -> 1;
                        case MP -> 2;
                        case FP -> 3;
                    });
        }

        /// The form that follows the word "color".
        String masculine() {
            return forms.getFirst();
        }
    }
}
