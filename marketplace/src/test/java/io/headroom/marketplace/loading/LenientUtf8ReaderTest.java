package io.headroom.marketplace.loading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LenientUtf8ReaderTest {

    private static String read(byte[] bytes) throws IOException {
        try (BufferedReader reader =
                new BufferedReader(new LenientUtf8Reader(new ByteArrayInputStream(bytes)))) {
            return String.valueOf(reader.readLine());
        }
    }

    @Test
    void utf8IsReadAsItIs() throws IOException {
        String text = "Café €20 😀 taza";
        String read = read(text.getBytes(StandardCharsets.UTF_8));
        assertThat(read).isEqualTo(text);
        assertThat(LenientUtf8Reader.isMarked(read)).isFalse();
    }

    @Test
    void readingIntoTheMiddleOfAnArrayFillsOnlyWhatWasRead() throws IOException {
        char[] target = new char[10];
        try (LenientUtf8Reader reader =
                new LenientUtf8Reader(
                        new ByteArrayInputStream("taza".getBytes(StandardCharsets.UTF_8)))) {
            assertThat(reader.read(target, 3, 5)).isEqualTo(4);
            assertThat(reader.read(target, 7, 3)).isEqualTo(-1);
        }
        assertThat(new String(target)).isEqualTo("\0\0\0taza\0\0\0");
    }

    @Test
    void windows1252IsMarkedAndRepaired() throws IOException {
        String text = "Café £20 “taza” €";
        String read = read(text.getBytes(Charset.forName("windows-1252")));
        assertThat(LenientUtf8Reader.isMarked(read)).isTrue();
        assertThat(LenientUtf8Reader.repair(read)).isEqualTo(text);
    }
}
