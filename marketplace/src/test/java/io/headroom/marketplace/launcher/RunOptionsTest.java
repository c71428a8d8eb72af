package io.headroom.marketplace.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunOptionsTest {

    private static final Path HOME = Path.of("/home/shop");

    @TempDir Path directory;

    @Test
    void withoutArgumentsOneNodeListensOn8080AndTheDataIsBesideTheLauncher() {
        assertThat(parse())
                .isEqualTo(new RunOptions(8080, 1, HOME.resolve(".headroom"), "", false));
    }

    @Test
    void pathsCountFromTheWorkingDirectory() throws Exception {
        Files.createFile(directory.resolve("my items.csv"));
        assertThat(
                        parse(
                                "--port=9000",
                                "--nodes",
                                "3",
                                "--data",
                                "a b",
                                "--catalog",
                                "my items.csv",
                                "--fresh"))
                .isEqualTo(
                        new RunOptions(
                                9000,
                                3,
                                directory.resolve("a b"),
                                directory.resolve("my items.csv").toString(),
                                true));
    }

    @ParameterizedTest
    @CsvSource({
        "--port,0,1 to 65535",
        "--port,65536,1 to 65535",
        "--port,http,1 to 65535",
        "--port,99999999999,1 to 65535",
        "--nodes,0,1 to 16",
        "--nodes,17,1 to 16",
        "--nodes,-1,1 to 16",
        "--catalog,no-such-file,readable file",
        "--catalog,.,readable file",
        "--colour,red,no argument '--colour'"
    })
    void aValueOutOfRangeIsRefusedWithTheRange(String name, String value, String message) {
        assertThatThrownBy(() -> parse(name, value))
                .isInstanceOfSatisfying(
                        LaunchException.class, e -> assertThat(e.status()).isEqualTo(2))
                .hasMessageContaining(message);
    }

    @Test
    void aMissingValueIsRefused() {
        assertThatThrownBy(() -> parse("--data")).hasMessageContaining("--data needs a value");
        assertThatThrownBy(() -> parse("--port", "--fresh"))
                .hasMessageContaining("--port needs a value");
    }

    @Test
    void theLastNodesPortMustExist() {
        assertThat(parse("--port", "65535").port()).isEqualTo(65_535);
        assertThatThrownBy(() -> parse("--port", "65535", "--nodes", "2"))
                .hasMessageContaining("room for every node");
    }

    private RunOptions parse(String... arguments) {
        return RunOptions.parse(List.of(arguments), HOME, directory);
    }
}
