package io.headroom.http.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headroom.http.pages.CursorReading.Accepted;
import io.headroom.http.pages.CursorReading.Reason;
import io.headroom.http.pages.CursorReading.Refused;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedCursorTest {

    private static final String QUERY = "items?sort=-price";
    private static final Position POSITION =
            new Position(
                    Position.Direction.PREVIOUS,
                    Arrays.asList(
                            null,
                            Long.MIN_VALUE,
                            new BigDecimal("-12.9500"),
                            0.1,
                            "Ñandú \uD83E\uDDA4 'x' <b>",
                            OffsetDateTime.parse("2026-01-01T12:00:00.123456Z"),
                            OffsetDateTime.MAX,
                            OffsetDateTime.MIN,
                            LocalDateTime.parse("2026-01-01T12:00:00.123456"),
                            LocalDate.parse("1815-12-10"),
                            UUID.fromString("0192d9a0-7e1f-7cc3-98c4-dc0c0c07398f")));

    private final SignedCursor cursors = new SignedCursor(key(1));
    private final String cursor = cursors.write(POSITION, QUERY);

    private static byte[] key(int seed) {
        byte[] key = new byte[32];
        new Random(seed).nextBytes(key);
        return key;
    }

    @Test
    void aPositionComesBackAsItWas() {
        assertThat(cursors.read(cursor, QUERY)).isEqualTo(new Accepted(POSITION));
    }

    @Test
    void anotherNodeWithTheSameKeyReadsTheCursor() {
        assertThat(new SignedCursor(key(1)).read(cursor, QUERY)).isInstanceOf(Accepted.class);
    }

    @Test
    void aCursorIsRefusedWithAnotherQuery() {
        assertThat(cursors.read(cursor, "items?sort=price"))
                .isEqualTo(new Refused(Reason.OTHER_QUERY));
    }

    @Test
    void aCursorOfAnotherKeyIsRefused() {
        assertThat(new SignedCursor(key(2)).read(cursor, QUERY))
                .isEqualTo(new Refused(Reason.FORGED));
    }

    @Test
    void aCursorOfAnAcceptedKeyIsReadWhileTheKeyChanges() {
        SignedCursor next = new SignedCursor(key(2), key(1));
        assertThat(next.read(cursor, QUERY)).isEqualTo(new Accepted(POSITION));
        assertThat(cursors.read(next.write(POSITION, QUERY), QUERY))
                .isEqualTo(new Refused(Reason.FORGED));
        assertThat(new SignedCursor(key(1), key(2)).read(next.write(POSITION, QUERY), QUERY))
                .isEqualTo(new Accepted(POSITION));
    }

    @Test
    void aCursorWithAnyOneCharacterChangedIsRefused() {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < cursor.length(); i++) {
            for (int a = 0; a < alphabet.length(); a++) {
                char other = alphabet.charAt(a);
                if (other != cursor.charAt(i)) {
                    String changed = cursor.substring(0, i) + other + cursor.substring(i + 1);
                    assertThat(cursors.read(changed, QUERY))
                            .as("character %s of %s is %s", i, cursor, other)
                            .isInstanceOf(Refused.class);
                }
            }
        }
    }

    @Test
    void aCursorCutShortOrExtendedIsRefused() {
        for (int length = 0; length < cursor.length(); length++) {
            assertThat(cursors.read(cursor.substring(0, length), QUERY))
                    .isInstanceOf(Refused.class);
        }
        assertThat(cursors.read(cursor + "A", QUERY)).isInstanceOf(Refused.class);
        assertThat(cursors.read(cursor + "==", QUERY)).isInstanceOf(Refused.class);
    }

    @Test
    void randomBytesAreRefused() {
        Random random = new Random(17);
        for (int round = 0; round < 10_000; round++) {
            byte[] bytes = new byte[random.nextInt(100)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = 1;
            }
            String made = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            assertThat(cursors.read(made, QUERY)).isInstanceOf(Refused.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "%00", "\0", "é", "' OR 1=1 --", "<script>", "===="})
    void aTextThatIsNoCursorIsMalformed(String text) {
        assertThat(cursors.read(text, QUERY)).isEqualTo(new Refused(Reason.MALFORMED));
    }

    @Test
    void aHugeTextIsMalformed() {
        assertThat(cursors.read("A".repeat(10_000_000), QUERY))
                .isEqualTo(new Refused(Reason.MALFORMED));
    }

    @Test
    void theLongestNamesFitIntoACursorThatIsRead() {
        Position longest =
                new Position(Position.Direction.NEXT, List.of("\uD83E\uDDA4".repeat(500), 17L));
        assertThat(cursors.read(cursors.write(longest, QUERY), QUERY))
                .isEqualTo(new Accepted(longest));
    }

    @Test
    void aTextTooLongForACursorSaysWhatToDo() {
        Position tooLong = new Position(Position.Direction.NEXT, List.of("x".repeat(4000)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cursors.write(tooLong, QUERY))
                .withMessageContaining("at most 3000 bytes")
                .withMessageContaining("left(title, 200)");
    }

    @Test
    void aShortKeyIsMisuse() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SignedCursor(new byte[31]))
                .withMessageContaining("at least 32 bytes, but has 31");
    }
}
