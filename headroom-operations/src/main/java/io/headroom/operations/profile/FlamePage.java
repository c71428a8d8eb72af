package io.headroom.operations.profile;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.StringJoiner;

/// A flame graph as a page that needs nothing else. Immutable.
public final class FlamePage {

    static final FlamePage NONE = new FlamePage("");

    private static final String BEGIN = "<script>";
    private static final String END = "</script>";

    private final String html;

    FlamePage(String html) {
        this.html = html;
    }

    /// The page; empty while there is none.
    public String html() {
        return html;
    }

    /// The policy that lets its own scripts run, by their hashes, and nothing else (Content
    /// Security Policy Level 3, section 2.3.1). Styles stand in its elements.
    public String contentSecurityPolicy() {
        StringJoiner scripts = new StringJoiner(" ");
        int from = html.indexOf(BEGIN);
        while (from >= 0) {
            int end = html.indexOf(END, from);
            if (end < 0) {
                break;
            }
            scripts.add("'sha256-" + sha256(html.substring(from + BEGIN.length(), end)) + "'");
            from = html.indexOf(BEGIN, end);
        }
        return "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src "
                + (scripts.length() == 0 ? "'none'" : scripts)
                + "; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
    }

    private static String sha256(String script) {
        try {
            return Base64.getEncoder()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(script.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
