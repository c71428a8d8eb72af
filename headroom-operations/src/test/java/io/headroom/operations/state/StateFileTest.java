package io.headroom.operations.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {

    @TempDir private Path folder;

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private static Map<String, byte[]> sections() {
        Map<String, byte[]> sections = new LinkedHashMap<>();
        sections.put("one", noise(10_000));
        sections.put("two", new byte[100_000]);
        return sections;
    }

    @Test
    void whatIsWrittenIsReadAndNothingElseLies() throws IOException {
        Path path = folder.resolve("deep/state");
        StateFile file = new StateFile(path);
        assertThat(file.read()).isEmpty();
        file.write(sections());
        file.write(sections());
        assertThat(new StateFile(path).read())
                .containsOnlyKeys("one", "two")
                .hasEntrySatisfying("one", bytes -> assertThat(bytes).isEqualTo(noise(10_000)));
        try (Stream<Path> files = Files.list(path.resolveSibling("."))) {
            assertThat(files).hasSize(1);
        }
        assertThat(Files.size(path)).isLessThan(12_000);
    }

    @Test
    void aTornFileGivesTheSectionsThatAreWhole() throws IOException {
        Path path = folder.resolve("state");
        StateFile file = new StateFile(path);
        file.write(sections());
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length < whole.length; length += 97) {
            Files.write(path, Arrays.copyOf(whole, length));
            assertThat(file.read()).hasSizeLessThan(2);
        }
        Files.write(path, Arrays.copyOf(whole, whole.length - 1));
        assertThat(file.read()).containsOnlyKeys("one");
    }

    @Test
    void aDamagedSectionIsLeftOut() throws IOException {
        Path path = folder.resolve("state");
        StateFile file = new StateFile(path);
        file.write(sections());
        byte[] damaged = Files.readAllBytes(path);
        damaged[5_000] ^= 1;
        Files.write(path, damaged);
        assertThat(file.read()).containsOnlyKeys("two");
        Files.write(path, noise(5_000));
        assertThat(file.read()).isEmpty();
    }
}
