package io.headroom.marketplace.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureTest {

    @Test
    void everyShapeIsWellFormedSmallAndWithoutTextOrScript() throws Exception {
        assertThat(Picture.shapes()).hasSizeGreaterThanOrEqualTo(40);
        int seed = 1;
        for (String shape : Picture.shapes()) {
            for (String colour : Picture.colours()) {
                byte[] svg =
                        new Picture(shape, colour, seed++ * 7919 & 0xFFFFFF)
                                .svg()
                                .getBytes(StandardCharsets.UTF_8);
                assertThat(svg.length).as(shape).isLessThan(4096);
                assertThat(new String(svg, StandardCharsets.UTF_8))
                        .doesNotContain("<text", "<script", "href", "%");
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(svg));
            }
        }
    }

    @Test
    void aNameIsReadBackAsThePictureItNames() {
        Picture picture = new Picture("mug", "teal", 0x3f2a);
        assertThat(picture.path()).isEqualTo("/pictures/mug-teal-3f2a.svg");
        assertThat(Picture.parse("mug-teal-3f2a")).contains(picture);
        assertThat(Picture.parse("mug-teal-3f2a").orElseThrow().svg()).isEqualTo(picture.svg());
    }

    @Test
    void anotherSeedIsAnotherPicture() {
        assertThat(new Picture("mug", "teal", 1).svg())
                .isNotEqualTo(new Picture("mug", "teal", 2).svg());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mug",
                "mug-teal",
                "mug-teal-",
                "mug-teal-0f",
                "mug-teal-3F2A",
                "mug-teal-1234567",
                "mug-teal-12-3",
                "Mug-teal-1",
                "cup-teal-1",
                "mug-ultramarine-1",
                "../mug-teal-1",
                "mug-teal-1.svg",
                "mug-teal-1\n",
                "mug-teal-<b>"
            })
    void whatIsNoNameOfAPictureIsRefused(String name) {
        assertThat(Picture.parse(name)).isEmpty();
    }

    @Test
    void nonsenseIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Picture("cup", "teal", 1))
                .withMessageContaining("shape");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Picture("mug", "ultramarine", 1))
                .withMessageContaining("colour");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Picture("mug", "teal", -1))
                .withMessageContaining("seed");
    }
}
