package io.headroom.operations.alert;

import java.time.Instant;

/// An alert as it is at this moment.
///
/// @param since when it began to hold
/// @param firedAt when it began to fire; [Instant#EPOCH] while it has not
/// @param value what was compared last
/// @param acknowledgement who looks after it; [Acknowledgement#NONE] while nobody does
/// @param silence until when nobody wants to hear of it; [Silence#NONE] when it is not silenced
public record Alert(
        AlertRule rule,
        State state,
        Instant since,
        Instant firedAt,
        double value,
        Acknowledgement acknowledgement,
        Silence silence) {

    private static final int LONGEST_TEXT = 500;

    /// Where an alert is in its life.
    public enum State {
        /// It holds, and not yet for long enough.
        PENDING,
        /// It holds, or did a moment ago.
        FIRING,
        /// It is over.
        RESOLVED
    }

    /// Somebody looks after it. Over when the alert is.
    ///
    /// @param by who; empty for nobody; at most 500 characters, as is the note
    public record Acknowledgement(String by, String note, Instant at) {

        /// @throws IllegalArgumentException for a text that is too long
        public Acknowledgement {
            refuseLong("by", by);
            refuseLong("note", note);
        }

        /// Nobody does.
        public static final Acknowledgement NONE = new Acknowledgement("", "", Instant.EPOCH);

        public boolean isGiven() {
            return !by.isEmpty();
        }
    }

    /// Nobody wants to hear of it for a while; it goes on being watched.
    ///
    /// @param by who asked for it; empty for nobody; at most 500 characters, as is the reason
    public record Silence(String by, String reason, Instant until) {

        /// @throws IllegalArgumentException for a text that is too long
        public Silence {
            refuseLong("by", by);
            refuseLong("reason", reason);
        }

        /// It may be heard.
        public static final Silence NONE = new Silence("", "", Instant.EPOCH);

        public boolean holdsAt(Instant now) {
            return now.isBefore(until);
        }
    }

    private static void refuseLong(String name, String text) {
        if (text.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException(
                    name + " has at most " + LONGEST_TEXT + " characters: " + text.length());
        }
    }
}
