package io.headroom.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.TopFieldCollectorManager;

/// Completes half-typed texts from the index itself, so that suggestions are never older than it.
///
/// The most popular documents whose titles and labels have the typed words give the titles to
/// suggest, and the words of those titles the searches to suggest: the completed last word, and
/// with it the word that follows in at least two of them. Labels are looked through one by one.
/// What begins as typed comes first; typing errors are only forgiven where that leaves room.
final class Suggesting {

    /// How many documents are looked into.
    private static final int SAMPLE = 40;

    private final SearchSchema schema;
    private final IndexSearcher searcher;
    private final LabelList labels;
    private final Language language;
    private final Sort popular;
    private final Map<String, Suggestion> found = new LinkedHashMap<>();

    /// @param popular the order that brings popular documents first
    Suggesting(
            SearchSchema schema,
            IndexSearcher searcher,
            LabelList labels,
            Language language,
            Sort popular) {
        this.schema = schema;
        this.searcher = searcher;
        this.labels = labels;
        this.language = language;
        this.popular = popular;
    }

    List<Suggestion> suggest(String text, int limit) throws IOException {
        List<String> typed =
                Analysis.tokens(Analysis.words(), text).stream().map(Analysis.Token::term).toList();
        if (typed.isEmpty()) {
            return List.of();
        }
        String field = IndexNames.words(language);
        add(TypedWords.exactly(typed, field), typed, limit);
        if (found.size() < limit) {
            add(TypedWords.nearly(typed, field), typed, limit);
        }
        return List.copyOf(found.values());
    }

    private void add(TypedWords words, List<String> typed, int limit) throws IOException {
        int room = limit - found.size();
        List<Document> documents = popular(words);
        List<Suggestion> queries = queries(documents, words, typed);
        List<Suggestion> values = values(words);
        List<Suggestion> titles = titles(documents, words);
        int firstValues = Math.min(values.size(), Math.max(1, room / 4));
        int firstTitles = Math.min(titles.size(), room / 4);
        int firstQueries = Math.min(queries.size(), Math.max(1, room - firstValues - firstTitles));
        queries.subList(0, firstQueries).forEach(suggestion -> put(suggestion, limit));
        values.subList(0, firstValues).forEach(suggestion -> put(suggestion, limit));
        titles.forEach(suggestion -> put(suggestion, limit));
        values.forEach(suggestion -> put(suggestion, limit));
        queries.forEach(suggestion -> put(suggestion, limit));
    }

    /// A search for the name of a category says no more than the category: one text, one suggestion
    /// of each kind at most.
    private void put(Suggestion suggestion, int limit) {
        if (found.size() < limit) {
            boolean document = suggestion.kind() == Suggestion.Kind.DOCUMENT;
            String key =
                    (suggestion.kind() == Suggestion.Kind.VALUE ? suggestion.field() : "")
                            + '\n'
                            + Analysis.exact(suggestion.text());
            if (!document || !found.containsKey(key)) {
                found.putIfAbsent(key, suggestion);
            }
        }
    }

    private List<Document> popular(TypedWords words) throws IOException {
        ScoreDoc[] top =
                searcher.search(
                                words.query(),
                                new TopFieldCollectorManager(popular, SAMPLE, null, SAMPLE))
                        .scoreDocs;
        StoredFields stored = searcher.storedFields();
        List<Document> documents = new ArrayList<>();
        for (ScoreDoc document : top) {
            documents.add(stored.document(document.doc));
        }
        return documents;
    }

    private List<Suggestion> values(TypedWords words) {
        int place = schema.languages().indexOf(language);
        return labels.labels().stream()
                .filter(label -> words.matches(label.words().get(place)))
                .limit(SearchIndex.MAX_SUGGESTIONS)
                .map(label ->
                        new Suggestion(
                                Suggestion.Kind.VALUE,
                                label.texts().get(place),
                                label.field(),
                                label.value()))
                .toList();
    }

    private List<Suggestion> titles(List<Document> documents, TypedWords words) {
        List<Suggestion> titles = new ArrayList<>();
        for (Document document : documents) {
            String title = DocumentMapping.text(document, schema.title().name(), language);
            if (Analysis.tokens(Analysis.words(), title).stream()
                    .anyMatch(token -> words.last().test(token.term()))) {
                titles.add(
                        new Suggestion(
                                Suggestion.Kind.DOCUMENT, title, "", document.get(IndexNames.ID)));
            }
        }
        return titles;
    }

    /// A search that titles suggest, and how many of them do.
    private static final class Query {
        final String text;
        int titles;

        Query(String text) {
            this.text = text;
        }
    }

    private List<Suggestion> queries(
            List<Document> documents, TypedWords words, List<String> typed) {
        Map<String, Query> queries = new HashMap<>();
        Map<String, Query> longer = new HashMap<>();
        for (Document document : documents) {
            String title = DocumentMapping.text(document, schema.title().name(), language);
            List<Analysis.Token> tokens = Analysis.tokens(Analysis.words(), title);
            int last = find(tokens, words.last());
            if (last >= 0 && !Analysis.isStopWord(tokens.get(last).term(), language)) {
                String query = written(title, tokens, words, typed, last);
                count(queries, query);
                if (last + 1 < tokens.size() && isTelling(tokens.get(last + 1))) {
                    count(longer, query + " " + shown(title, tokens.get(last + 1)));
                }
            }
        }
        longer.values().removeIf(query -> query.titles < 2);
        Comparator<Query> frequent =
                Comparator.<Query>comparingInt(query -> query.titles)
                        .reversed()
                        .thenComparing(query -> query.text);
        List<Query> sorted = new ArrayList<>(queries.values().stream().sorted(frequent).toList());
        longer.values().stream().sorted(frequent).forEach(sorted::add);
        return sorted.stream()
                .map(query -> new Suggestion(Suggestion.Kind.QUERY, query.text, "", ""))
                .toList();
    }

    private static void count(Map<String, Query> queries, String text) {
        queries.computeIfAbsent(Analysis.exact(text), key -> new Query(text)).titles++;
    }

    private boolean isTelling(Analysis.Token token) {
        return token.term().length() > 1
                && token.term().chars().noneMatch(Character::isDigit)
                && !Analysis.isStopWord(token.term(), language);
    }

    /// The typed words as the title writes them; those it has not (a brand), as they were typed.
    private static String written(
            String title,
            List<Analysis.Token> tokens,
            TypedWords words,
            List<String> typed,
            int last) {
        StringBuilder written = new StringBuilder();
        int ignored = typed.size() - words.words().size();
        for (int i = 0; i < words.words().size() - 1; i++) {
            int place = find(tokens, words.words().get(i));
            written.append(place >= 0 ? shown(title, tokens.get(place)) : typed.get(ignored + i))
                    .append(' ');
        }
        return written.append(shown(title, tokens.get(last))).toString();
    }

    private static String shown(String title, Analysis.Token token) {
        return title.substring(token.start(), token.end()).toLowerCase(Locale.ROOT);
    }

    private static int find(List<Analysis.Token> tokens, Predicate<String> word) {
        for (int i = 0; i < tokens.size(); i++) {
            if (word.test(tokens.get(i).term())) {
                return i;
            }
        }
        return -1;
    }
}
