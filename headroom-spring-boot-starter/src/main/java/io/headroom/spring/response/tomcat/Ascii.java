package io.headroom.spring.response.tomcat;

import java.nio.charset.StandardCharsets;

/// Bytes of constant lines.
final class Ascii {

    static final byte[] NOTHING = {};

    private Ascii() {}

    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
