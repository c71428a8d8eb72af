package io.headroom.postgres.plan;

import io.headroom.postgres.plan.SqlTokens.Kind;
import io.headroom.postgres.plan.SqlTokens.Token;

/// Takes the values out of SQL.
public final class Masking {

    private Masking() {}

    /// The text with `?` in the place of every constant, without comments.
    public static String mask(String sql) {
        StringBuilder masked = new StringBuilder();
        int copied = 0;
        for (Token token : SqlTokens.of(sql)) {
            boolean value = token.kind() == Kind.STRING || token.kind() == Kind.NUMBER;
            if (value || token.kind() == Kind.COMMENT) {
                masked.append(sql, copied, token.start()).append(value ? "?" : "");
                copied = token.end();
            }
        }
        return masked.append(sql, copied, sql.length()).toString();
    }
}
