package io.headroom.postgres.statement;

import io.headroom.postgres.plan.SqlTokens;
import io.headroom.postgres.plan.SqlTokens.Kind;
import io.headroom.postgres.plan.SqlTokens.Token;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Decides which bound values may be kept as samples: none that may be a secret or that tells who a
/// person is. Two looks: at the names that stand near a parameter in the text, and at the value.
/// When in doubt a value is not kept. Of a batch of values one that may not be kept drops them all.
///
/// Immutable.
final class Secrets {

    /// Parts of names of columns whose values are never kept.
    static final Set<String> WORDS =
            Set.of(
                    "passw",
                    "pwd",
                    "secret",
                    "token",
                    "credential",
                    "apikey",
                    "api_key",
                    "session",
                    "card",
                    "cvv",
                    "cvc",
                    "iban",
                    "ssn",
                    "social",
                    "mail",
                    "phone",
                    "mobile",
                    "address",
                    "street",
                    "postal",
                    "postcode",
                    "zip",
                    "birth",
                    "dob",
                    "passport",
                    "surname",
                    "firstname",
                    "first_name",
                    "lastname",
                    "last_name",
                    "fullname",
                    "full_name",
                    "salary",
                    "diagnos",
                    "medical",
                    "health",
                    "hash",
                    "salt",
                    "signature",
                    "otp",
                    "private",
                    "cookie",
                    "nonce",
                    "fingerprint",
                    "tax");

    /// Words between which one condition or assignment stands.
    private static final Set<String> BOUNDARIES =
            Set.of(
                    "and", "or", "where", "on", "having", "from", "limit", "offset", "union",
                    "join");

    private static final int LONGEST_TEXT = 200;
    private static final int LONGEST_ARRAY = 100;
    private static final int TOKEN_LENGTH = 24;

    private final Set<String> moreWords;

    Secrets(Set<String> moreWords) {
        this.moreWords = moreWords;
    }

    /// For each parameter of a text whether the names near it allow its value to be kept.
    ///
    /// A condition's names count for all its parameters. A part without any name, such as the
    /// second one of `BETWEEN ? AND ?`, shares the fate of the part before it. In an `INSERT` the
    /// parts cannot be told apart, so that one bad name counts for all.
    List<Boolean> keepable(String sql) {
        List<Token> tokens = SqlTokens.of(sql);
        boolean insert = tokens.stream().findFirst().filter(t -> t.isWord("insert")).isPresent();
        List<Boolean> keep = new ArrayList<>();
        boolean secret = insert && tokens.stream().anyMatch(this::isSecret);
        boolean secretBefore = secret;
        boolean named = false;
        int undecided = 0;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.kind() == Kind.WORD && BOUNDARIES.contains(token.name())) {
                boolean verdict = insert ? secret : named ? secret : secretBefore;
                decide(keep, undecided, verdict);
                undecided = 0;
                secretBefore = verdict;
                secret = insert && secret;
                named = false;
            } else if (token.kind() == Kind.PARAMETER) {
                boolean escaped =
                        i + 1 < tokens.size()
                                && tokens.get(i + 1).kind() == Kind.PARAMETER
                                && tokens.get(i + 1).start() == token.end();
                if (escaped) {
                    i++; // JDBC's ?? is the operator ?
                } else {
                    undecided++;
                }
            } else if (token.kind() == Kind.WORD || token.kind() == Kind.QUOTED_NAME) {
                named |= !token.isWord("between") && !token.isWord("not");
                secret |= isSecret(token);
            }
        }
        decide(keep, undecided, insert ? secret : named ? secret : secretBefore);
        return List.copyOf(keep);
    }

    private static void decide(List<Boolean> keep, int count, boolean secret) {
        for (int i = 0; i < count; i++) {
            keep.add(!secret);
        }
    }

    private boolean isSecret(Token token) {
        if (token.kind() != Kind.WORD && token.kind() != Kind.QUOTED_NAME) {
            return false;
        }
        String name = token.name().toLowerCase(Locale.ROOT);
        return name.equals("pin")
                || WORDS.stream().anyMatch(name::contains)
                || moreWords.stream().anyMatch(name::contains);
    }

    /// Whether the value itself may be kept: it is small, cannot change, and does not look like a
    /// secret.
    static boolean isKeepable(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case Boolean _, UUID _, TemporalAccessor _, Date _ -> true;
            case Number number -> !isCardNumber(number.toString());
            case Character _ -> true;
            case String text -> isKeepableText(text);
            case int[] numbers -> numbers.length <= LONGEST_ARRAY;
            case long[] numbers -> numbers.length <= LONGEST_ARRAY;
            default -> false;
        };
    }

    private static boolean isKeepableText(String text) {
        return text.length() <= LONGEST_TEXT
                && text.indexOf('@') < 0
                && !isCardNumber(text)
                && !looksLikeToken(text);
    }

    /// Long, in one piece, of letters and digits: a key, a hash, a signed token.
    private static boolean looksLikeToken(String text) {
        return text.length() >= TOKEN_LENGTH
                && text.chars().noneMatch(Character::isWhitespace)
                && text.chars().anyMatch(Character::isDigit)
                && text.chars().anyMatch(Character::isLetter);
    }

    /// 13 to 19 digits that satisfy the check of ISO/IEC 7812 (Luhn).
    private static boolean isCardNumber(String text) {
        String digits = text.replaceAll("[ -]", "");
        if (digits.length() < 13
                || digits.length() > 19
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 1 ? digit * 2 : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }
}
