package io.headroom.operations.alert;

import io.headroom.operations.alert.Alert.Acknowledgement;
import io.headroom.operations.alert.Alert.Silence;
import java.util.HashMap;
import java.util.Map;

/// What operators said about alerts.
///
/// @param acknowledgements by the id of an alert
/// @param silences by the name or the id of an alert
public record Words(Map<String, Acknowledgement> acknowledgements, Map<String, Silence> silences) {

    /// Nobody said anything.
    public static final Words NONE = new Words(Map.of(), Map.of());

    /// One of them.
    public sealed interface Word {

        /// Somebody looks after an alert.
        record Acknowledged(String alert, Acknowledgement acknowledgement) implements Word {}

        /// Nobody wants to hear of an alert, or of a kind of them.
        record Silenced(String alert, Silence silence) implements Word {}

        /// A silence is over.
        record Heard(String alert) implements Word {}
    }

    public Words {
        acknowledgements = Map.copyOf(acknowledgements);
        silences = Map.copyOf(silences);
    }

    /// And this one after them.
    public Words and(Word word) {
        Map<String, Acknowledgement> given = new HashMap<>(acknowledgements);
        Map<String, Silence> held = new HashMap<>(silences);
        switch (word) {
            case Word.Acknowledged(String alert, Acknowledgement acknowledgement) ->
                    given.put(alert, acknowledgement);
            case Word.Silenced(String alert, Silence silence) -> held.put(alert, silence);
            case Word.Heard(String alert) -> held.remove(alert);
        }
        return new Words(given, held);
    }
}
