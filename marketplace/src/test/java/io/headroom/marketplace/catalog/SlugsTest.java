package io.headroom.marketplace.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlugsTest {

    @ParameterizedTest
    @CsvSource({
        "Nordlys, nordlys",
        "Bläck & Søn, black-søn",
        "'  --Ñandú 2000!  ', nandu-2000",
        "日本, 日本",
        "!!!, ''"
    })
    void aSlugIsLettersAndDigitsJoinedByDashes(String name, String slug) {
        assertThat(Slugs.of(name)).isEqualTo(slug);
    }
}
