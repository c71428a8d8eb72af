package io.headroom.http.pages;

/// What came of reading a cursor.
public sealed interface CursorReading {

    /// The cursor is ours, unchanged, and was given for this query.
    ///
    /// @param position where the page starts
    record Accepted(Position position) implements CursorReading {}

    /// The cursor must not be used.
    ///
    /// @param reason why
    record Refused(Reason reason) implements CursorReading {}

    /// Why a cursor is refused; the text can be shown to a caller.
    enum Reason {
        MALFORMED("is not a cursor that this service gave"),
        FORGED("was changed or signed with another key; start again without it"),
        OTHER_QUERY(
                "belongs to another query; repeat it with the same filters and sort, or leave it"
                        + " out");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /// Completes the sentence that begins with the cursor.
        public String text() {
            return text;
        }
    }
}
