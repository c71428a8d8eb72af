package io.headroom.spring.operations.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The libraries of the page are the ones that were looked at: files of preact 11.2.0, htm 3.1.1
/// and uPlot 1.6.32 from npm. Three of them differ from what was published: `preact.mjs` and
/// `hooks.mjs` without the line that names a source map, `hooks.mjs` with its import of preact made
/// relative, `uPlot.mjs` being `uPlot.iife.min.js` with an export behind it.
class VendoredModulesTest {

    private static final Map<String, String> DIGESTS =
            Map.of(
                    "preact.mjs",
                    "225d7a773766e6fb2cfcc45274fe41d2059f5782f3f2c4569aa5132a2d3a2902",
                    "hooks.mjs",
                    "13518e8899847145604866b14612f994ed70d894a423b64694b6e764d7b956c9",
                    "htm.mjs",
                    "ab33dd3f38059b9be4d5f5350128eefb2356639c4e0bbe9d9e8b3ba75847e9e4",
                    "uPlot.mjs",
                    "8301d1a4fcc08355d4ff7e8c87cc4a4e13cc4da93ba50a20816005488c0c5f6e",
                    "uPlot.css",
                    "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",
                    "LICENSES.txt",
                    "d4305098ea6f50b63ee8667cf381cb6825e4ec2297da6aaa5daa64c6167f97db");

    @Test
    void everyVendoredFileIsTheOneThatWasLookedAt() throws IOException, NoSuchAlgorithmException {
        for (Map.Entry<String, String> file : DIGESTS.entrySet()) {
            try (InputStream in =
                    Objects.requireNonNull(
                            VendoredModulesTest.class.getResourceAsStream(
                                    "vendor/" + file.getKey()))) {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
                assertThat(HexFormat.of().formatHex(digest))
                        .as(file.getKey())
                        .isEqualTo(file.getValue());
            }
        }
    }

    @Test
    void everyLicenceIsThere() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        VendoredModulesTest.class.getResourceAsStream("vendor/LICENSES.txt"))) {
            assertThat(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("preact-11.2.0", "htm-3.1.1", "uplot-1.6.32")
                    .contains("Jason Miller", "Apache License", "Leon Sorokin");
        }
    }
}
