package io.headroom.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadOptionsTest {

    @Test
    void defaultsAimAtTheShopOnThisMachine() {
        LoadOptions options = parse("load");

        assertThat(options.url()).isEqualTo("http://127.0.0.1:8080");
        assertThat(options.factor()).isEqualTo(1);
        assertThat(options.data()).isEqualTo(Path.of("/home/.headroom"));
        assertThat(options.start()).isFalse();
    }

    @Test
    void argumentsStandInAnyOrderAndForm() {
        LoadOptions options =
                parse("--factor=0.05", "c-mixed", "--url", "http://localhost:9000/", "--start");

        assertThat(options.profile().name()).isEqualTo("c-mixed");
        assertThat(options.url()).isEqualTo("http://localhost:9000");
        assertThat(options.factor()).isEqualTo(0.05);
        assertThat(options.start()).isTrue();
    }

    @Test
    void whatIsWrongIsNamed() {
        assertThatThrownBy(() -> parse("lood")).hasMessageContaining("'lood'");
        assertThatThrownBy(() -> parse("load", "--factor", "2")).hasMessageContaining("--factor");
        assertThatThrownBy(() -> parse("load", "--factor", "x")).hasMessageContaining("'x'");
        assertThatThrownBy(() -> parse("load", "--url", "shop")).hasMessageContaining("--url");
        assertThatThrownBy(() -> parse("load", "--addresses", "-1"))
                .hasMessageContaining("from 0 to 10,000,000, but is -1");
        assertThatThrownBy(() -> parse("load", "--url")).hasMessageContaining("needs a value");
        assertThatThrownBy(() -> parse("load", "--fast")).hasMessageContaining("'--fast'");
    }

    private static LoadOptions parse(String... arguments) {
        return LoadOptions.parse(List.of(arguments), Path.of("/home"));
    }
}
