package io.headroom.search;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// What the documents of an index consist of.
///
/// @param languages the languages texts are searched in, at least one; the first is the one a
///   document's texts are in when it says nothing else
/// @param fields the fields, with different names, exactly one of them the title
/// @param priors what lifts a document before anyone asks; the first one's field orders results
///   where no text was given, and suggestions
public record SearchSchema(List<Language> languages, List<Field> fields, List<Prior> priors) {

    public SearchSchema {
        languages = List.copyOf(languages);
        fields = List.copyOf(fields);
        priors = List.copyOf(priors);
        if (languages.isEmpty() || Set.copyOf(languages).size() < languages.size()) {
            throw new IllegalArgumentException(
                    "languages must be one or more different ones, but are " + languages);
        }
        Set<String> names = new HashSet<>();
        for (Field field : fields) {
            if (!names.add(field.name())) {
                throw new IllegalArgumentException(
                        "fields must have different names, but "
                                + field.name()
                                + " is there twice");
            }
        }
        long titles = fields.stream().filter(SearchSchema::isTitle).count();
        if (titles != 1) {
            throw new IllegalArgumentException(
                    "fields must have exactly one title, but have " + titles);
        }
        for (Prior prior : priors) {
            if (!contains(fields, Field.Numeric.class, prior.field())) {
                throw new IllegalArgumentException(
                        "priors must name number fields, but name " + prior.field());
            }
        }
    }

    /// A short text that is the same for equal schemas and differs for others.
    String fingerprint() {
        return HexFormat.of().formatHex(Sha256.of(toString()), 0, 12);
    }

    Field.Text title() {
        return texts().stream().filter(Field.Text::title).findFirst().orElseThrow();
    }

    List<Field.Text> texts() {
        return of(Field.Text.class);
    }

    List<Field.Keyword> keywords() {
        return of(Field.Keyword.class);
    }

    /// The field, which must be of the given kind.
    ///
    /// @throws IllegalArgumentException when there is none
    <F extends Field> F require(Class<F> kind, String name, String property) {
        return of(kind).stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "%s must name a %s field, one of %s, but names %s"
                                        .formatted(
                                                property,
                                                kind.getSimpleName(),
                                                of(kind).stream().map(Field::name).toList(),
                                                name)));
    }

    void require(Language language) {
        if (!languages.contains(language)) {
            throw new IllegalArgumentException(
                    "language must be one of " + languages + ", but is " + language);
        }
    }

    private <F extends Field> List<F> of(Class<F> kind) {
        return fields.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static boolean isTitle(Field field) {
        return field instanceof Field.Text text && text.title();
    }

    private static boolean contains(List<Field> fields, Class<?> kind, String name) {
        return fields.stream().anyMatch(f -> kind.isInstance(f) && f.name().equals(name));
    }
}
