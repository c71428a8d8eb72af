package io.headroom.search;

/// The place of one result in an order, from which the next page goes on.
///
/// It holds for the request it came from; only `limit` may differ. As long as the index is not
/// refreshed in between, pages neither repeat nor leave out a document. A refresh may move scores a
/// little, because they depend on how frequent words are, so that a document near the border of two
/// pages may then show twice or not at all.
///
/// @param value what the order is by, of that result
/// @param id that result's id; empty in [#NONE] only
/// @param widened whether the request was answered with every word widened to similar ones
public record SearchCursor(double value, String id, boolean widened) {

    /// No place: as a request's, the first page; as a result's, no further page.
    public static final SearchCursor NONE = new SearchCursor(0, "", false);

    /// The cursor as a text for [#parse(String)]. It is not signed: who sends it out and takes it
    /// back protects it.
    public String text() {
        return value + (widened ? "~" : "_") + id;
    }

    /// The cursor of a text.
    ///
    /// @throws IllegalArgumentException when the text is not one that [#text()] gave
    public static SearchCursor parse(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) != '_' && text.charAt(end) != '~') {
            end++;
        }
        if (end >= text.length() - 1 || text.length() > SearchDocument.MAX_KEYWORD + 40) {
            throw new IllegalArgumentException("cursor must be one that a result gave");
        }
        try {
            double value = Double.parseDouble(text.substring(0, end));
            if (Double.isNaN(value)) {
                throw new IllegalArgumentException("cursor must be one that a result gave");
            }
            return new SearchCursor(value, text.substring(end + 1), text.charAt(end) == '~');
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("cursor must be one that a result gave", e);
        }
    }

    boolean isNone() {
        return id.isEmpty();
    }
}
