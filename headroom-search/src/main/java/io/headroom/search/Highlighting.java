package io.headroom.search;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Marks the matching words of a text as HTML in which nothing but the marks is markup.
///
/// The text is analysed as it was for the index, so that a word is marked when, and only when, its
/// stem is one that matched. That takes some ten microseconds for a description, and no offsets in
/// the index.
final class Highlighting {

    /// About how many characters of a long text are shown.
    static final int SNIPPET = 160;

    /// How many of them may stand before the first match.
    private static final int LEAD = 40;

    private static final int MAX_ANALYSED = 10_000;

    private final Language language;
    private final Set<String> terms;

    /// @param terms the stems to be marked
    Highlighting(Language language, Collection<String> terms) {
        this.language = language;
        this.terms = Set.copyOf(terms);
    }

    /// The title with its matches marked; empty without a match.
    String title(String text) {
        List<Analysis.Token> matches = matches(tokens(text));
        return matches.isEmpty() ? "" : marked(text, 0, text.length(), matches);
    }

    /// The part of a text with the most different matches, these marked; empty without a match.
    String snippet(String text) {
        List<Analysis.Token> tokens = tokens(text);
        List<Analysis.Token> matches = matches(tokens);
        if (matches.isEmpty()) {
            return "";
        }
        if (text.length() <= SNIPPET + LEAD) {
            return marked(text, 0, text.length(), matches);
        }
        Analysis.Token first = best(matches);
        int start = first.start();
        for (Analysis.Token token : tokens.reversed()) {
            if (token.start() < start && token.start() >= first.start() - LEAD) {
                start = token.start();
            }
        }
        if (first.start() <= LEAD) {
            start = 0;
        }
        int end = first.end();
        for (Analysis.Token token : tokens) {
            if (token.end() > end && token.end() <= start + SNIPPET) {
                end = token.end();
            }
        }
        return marked(text, start, end, matches);
    }

    private List<Analysis.Token> tokens(String text) {
        if (terms.isEmpty() || text.isEmpty()) {
            return List.of();
        }
        return Analysis.tokens(
                Analysis.stems(language), text.substring(0, Math.min(text.length(), MAX_ANALYSED)));
    }

    private List<Analysis.Token> matches(List<Analysis.Token> tokens) {
        return tokens.stream().filter(token -> terms.contains(token.term())).toList();
    }

    /// The match that the most different matches follow closely.
    private static Analysis.Token best(List<Analysis.Token> matches) {
        Analysis.Token best = matches.getFirst();
        int most = 0;
        for (int i = 0; i < matches.size(); i++) {
            Set<String> close = new HashSet<>();
            int end = matches.get(i).start() + SNIPPET - LEAD;
            for (int j = i; j < matches.size() && matches.get(j).end() <= end; j++) {
                close.add(matches.get(j).term());
            }
            if (close.size() > most) {
                most = close.size();
                best = matches.get(i);
            }
        }
        return best;
    }

    private static String marked(String text, int start, int end, List<Analysis.Token> matches) {
        StringBuilder html = new StringBuilder(start == 0 ? "" : "… ");
        int at = start;
        for (Analysis.Token match : matches) {
            if (match.start() >= at && match.end() <= end) {
                escape(text, at, match.start(), html);
                html.append("<mark>");
                escape(text, match.start(), match.end(), html);
                html.append("</mark>");
                at = match.end();
            }
        }
        escape(text, at, end, html);
        return html.append(end == text.length() ? "" : " …").toString();
    }

    private static void escape(String text, int start, int end, StringBuilder html) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append(c);
            }
        }
    }
}
