package io.headroom.benchmarks.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What of the suite is no question to this cache, and why: `exemptions.txt` beside this class.
///
/// @param rules the first that matches counts
record Exemptions(List<Rule> rules) {

    /// @param cases ids of cases, all of it
    /// @param reason one sentence
    record Rule(Pattern cases, String reason) {}

    /// A line is a reason, or begins with a space and is a pattern of ids under the last reason.
    static Exemptions read() {
        List<Rule> rules = new ArrayList<>();
        String reason = "";
        for (String line : text().lines().toList()) {
            if (line.startsWith(" ")) {
                rules.add(new Rule(Pattern.compile(line.strip()), reason));
            } else if (!line.isBlank()) {
                reason = line;
            }
        }
        return new Exemptions(rules);
    }

    private static String text() {
        try (InputStream in =
                Objects.requireNonNull(Exemptions.class.getResourceAsStream("exemptions.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Why a case is no question to this cache; null when it is one.
    @Nullable String reason(String id) {
        for (Rule rule : rules) {
            if (rule.cases().matcher(id).matches()) {
                return rule.reason();
            }
        }
        return null;
    }
}
