package io.headroom.operations.alert.delivery;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/// What a message is called: by the change it tells, or by the digest of all of them.
final class MessageKey {

    private static final int DIGITS = 16;

    private MessageKey() {}

    static String of(List<AlertNotice> notices) {
        if (notices.size() == 1) {
            return notices.getFirst().key();
        }
        String all = notices.stream().map(AlertNotice::key).collect(Collectors.joining(","));
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(all.getBytes(StandardCharsets.UTF_8));
            return "alerts-" + HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
