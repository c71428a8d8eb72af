package io.headroom.postgres.statement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SecretsTest {

    private final Secrets secrets = new Secrets(Set.of("nickname"));

    @Test
    void aValueNextToASecretNameIsNotKept() {
        assertThat(secrets.keepable("SELECT * FROM users WHERE email = ? AND id = ?"))
                .containsExactly(false, true);
        assertThat(secrets.keepable("SELECT * FROM users WHERE id = ? AND \"PassWord_Hash\" = ?"))
                .containsExactly(true, false);
        assertThat(secrets.keepable("SELECT id, email FROM users WHERE state = ? LIMIT ?"))
                .containsExactly(true, true);
        assertThat(secrets.keepable("UPDATE users SET name = ?, phone = ? WHERE id = ?"))
                .containsExactly(false, false, true);
        assertThat(
                        secrets.keepable(
                                "SELECT 1 FROM users WHERE (id, email) > (?, ?) OR nickname = ?"))
                .containsExactly(false, false, false);
        assertThat(secrets.keepable("SELECT 1 FROM users WHERE birthday BETWEEN ? AND ? OR a = ?"))
                .containsExactly(false, false, true);
        assertThat(secrets.keepable("SELECT 1 FROM t WHERE lower(t.email) IN (?, ?)"))
                .containsExactly(false, false);
    }

    @Test
    void inAnInsertOneSecretNameCountsForAllValues() {
        assertThat(secrets.keepable("INSERT INTO users (id, email) VALUES (?, ?)"))
                .containsExactly(false, false);
        assertThat(secrets.keepable("INSERT INTO items (id, price) VALUES (?, ?)"))
                .containsExactly(true, true);
    }

    @Test
    void theEscapedOperatorIsNoParameter() {
        assertThat(secrets.keepable("SELECT 1 FROM t WHERE tags ?? 'a' AND id = ?"))
                .containsExactly(true);
    }

    @Test
    void aValueThatLooksLikeASecretIsNotKept() {
        for (Object value :
                List.of(
                        "ann@example.org",
                        "4111 1111 1111 1111",
                        4111111111111111L,
                        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0",
                        "9f86d081884c7d659a2feaa0c55ad015",
                        "x".repeat(201),
                        new byte[] {1},
                        new Object())) {
            assertThat(Secrets.isKeepable(value)).as("%s", value).isFalse();
        }
        for (Object value :
                List.of(7, 12345678901L, "red lamp", true, LocalDate.EPOCH, new UUID(1, 2))) {
            assertThat(Secrets.isKeepable(value)).as("%s", value).isTrue();
        }
    }
}
