package io.headroom.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheControlTest {

    /// The lifetime in a shared cache, in seconds, by the parsing cases of cache-tests.fyi (their
    /// names in the first column). Where the suite only looks (`kind: check`), the safe reading is
    /// the expected one.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    freshness-max-age                           | max-age=3600                        | 3600
                    freshness-max-age-0                         | max-age=0                           | 0
                    freshness-max-age-negative                  | max-age=-100                        | 0
                    freshness-max-age-max                       | max-age=2147483648                  | 2147483648
                    freshness-max-age-max-plus                  | max-age=99999999999                 | 2147483648
                    freshness-max-age-extension                 | foobar, max-age=3600                | 3600
                    freshness-max-age-case-insenstive           | MaX-aGe=3600                        | 3600
                    freshness-max-age-two-fresh-stale-sameline  | max-age=1800, max-age=1             | 0
                    freshness-max-age-two-stale-fresh-sameline  | max-age=1, max-age=1800             | 0
                    freshness-max-age-ignore-quoted             | extension="max-age=3600", max-age=1 | 1
                    freshness-max-age-ignore-quoted-rev         | max-age=1, extension="max-age=3600" | 1
                    freshness-max-age-ignore-quoted-all         | extension="max-age=9", max-age="1"  | 1
                    freshness-max-age-quoted                    | max-age="3600"                      | 3600
                    freshness-max-age-single-quoted             | max-age='3600'                      | 0
                    freshness-max-age-space-before-equals       | max-age =3600                       | 0
                    freshness-max-age-space-after-equals        | max-age= 3600                       | 0
                    freshness-max-age-leading-zero              | max-age=003600                      | 3600
                    freshness-max-age-decimal-zero              | max-age=3600.0                      | 0
                    freshness-max-age-decimal-five              | max-age=3600.5                      | 0
                    freshness-max-age-a100                      | max-age=a3600                       | 0
                    freshness-max-age-100a                      | max-age=3600a                       | 0
                    freshness-s-maxage-shared                   | s-maxage=3600                       | 3600
                    freshness-max-age-s-maxage-shared-longer    | max-age=3600, s-maxage=1            | 1
                    freshness-...-shared-longer-reversed        | s-maxage=1, max-age=3600            | 1
                    freshness-max-age-s-maxage-shared-shorter   | max-age=1, s-maxage=3600            | 3600
                    freshness-none                              | foobar                              |
                    (the same value twice)                      | max-age=60,max-age=60               | 60
                    (no value)                                  | max-age                             | 0
                    (empty members)                             | ,, max-age=5 ,                      | 5
                    (semicolon)                                 | max-age=5; no-store                 | 0
                    """)
    void theLifetimeOfASharedCache(String name, String header, @Nullable Long seconds) {
        Duration lifetime = CacheControl.parse(header).sharedLifetime();
        assertThat(lifetime)
                .as(name)
                .isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
    }

    @Test
    void theDirectivesOfAnAnswer() {
        CacheControl control =
                CacheControl.parse(
                        "public, No-Cache, must-revalidate, proxy-revalidate, no-transform,"
                                + " immutable, must-understand, stale-while-revalidate=30,"
                                + " stale-if-error=600");
        assertThat(control.isPublic()).isTrue();
        assertThat(control.noCache()).isTrue();
        assertThat(control.mustRevalidate()).isTrue();
        assertThat(control.proxyRevalidate()).isTrue();
        assertThat(control.noTransform()).isTrue();
        assertThat(control.immutable()).isTrue();
        assertThat(control.mustUnderstand()).isTrue();
        assertThat(control.staleWhileRevalidate()).isEqualTo(Duration.ofSeconds(30));
        assertThat(control.staleIfError()).isEqualTo(Duration.ofMinutes(10));
        assertThat(control.noStore()).isFalse();
        assertThat(control.isPrivate()).isFalse();
    }

    @Test
    void theDirectivesOfARequest() {
        CacheControl control = CacheControl.parse("only-if-cached, max-stale, min-fresh=5");
        assertThat(control.onlyIfCached()).isTrue();
        assertThat(control.maxStale()).isEqualTo(CacheControl.LONGEST_TIME);
        assertThat(control.minFresh()).isEqualTo(Duration.ofSeconds(5));
        assertThat(CacheControl.parse("max-stale=7").maxStale()).isEqualTo(Duration.ofSeconds(7));
        assertThat(CacheControl.parse("max-stale=x").maxStale()).isNull();
        assertThat(CacheControl.parse("min-fresh=x").minFresh())
                .isEqualTo(CacheControl.LONGEST_TIME);
    }

    @Test
    void aFieldListCountsForTheWholeAnswer() {
        assertThat(CacheControl.parse("private=\"Set-Cookie, X\"").isPrivate()).isTrue();
        assertThat(CacheControl.parse("no-cache=\"Set-Cookie\", max-age=9").noCache()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"stale-if-error", "stale-if-error=x", "stale-if-error=1, stale-if-error=2"})
    void aMalformedPermissionIsNone(String header) {
        assertThat(CacheControl.parse(header).staleIfError()).isNull();
    }

    @Test
    void aFieldThatCannotBeUnderstoodForbidsToStore() {
        assertThat(CacheControl.parse("max-age=5, x=\"open").noStore()).isTrue();
        assertThat(CacheControl.parse("max-age=5," + " ".repeat(5_000)).noStore()).isTrue();
    }

    @Test
    void aQuotedCommaOrQuoteSeparatesNothing() {
        assertThat(CacheControl.parse("x=\"a, no-store, b\"").noStore()).isFalse();
        assertThat(CacheControl.parse("x=\"a\\\", no-store, b\"").noStore()).isFalse();
        assertThat(CacheControl.parse("x=\"a\\\"\", no-store").noStore()).isTrue();
    }

    @Test
    void noHeaderHasNoDirectives() {
        assertThat(CacheControl.parse(null)).isEqualTo(CacheControl.NONE);
        assertThat(CacheControl.parse("  ")).isEqualTo(CacheControl.NONE);
    }

    /// The cases cdn-* of cache-tests.fyi; an empty result means that the field is ignored.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    cdn-max-age                     | max-age=3600          | 3600
                    cdn-max-age-max                 | max-age=2147483648    | 2147483648
                    cdn-max-age-max-plus            | max-age=99999999999   | 2147483648
                    cdn-max-age-0                   | max-age=0             | 0
                    cdn-max-age-extension           | foobar, max-age=3600  | 3600
                    cdn-max-age-space-before-equals | max-age =100          |
                    cdn-max-age-space-after-equals  | max-age= 100          |
                    cdn-max-age-case-insensitive    | MaX-aGe=3600          |
                    cdn-cc-invalid-sh-type-unknown  | max-age=10000, &&&&&  |
                    cdn-cc-invalid-sh-type-wrong    | max-age="10000"       |
                    (decimal)                       | max-age=1.5           |
                    (the last of two counts)        | max-age=1, max-age=9  | 9
                    (parameters are ignored)        | max-age=9;x=1;y       | 9
                    (comma at the end)              | max-age=9,            |
                    (two commas)                    | a,,max-age=9          |
                    (all types)                     | a=("x" t 1.5);p, b=:aGk=:, c=*t/u, d=?0, max-age=2 | 2
                    (nested list)                   | a=((1)), max-age=2    |
                    (open list)                     | a=(1, max-age=2       |
                    (open string)                   | a="1, max-age=2       |
                    """)
    void theLifetimeInATargetedField(String name, String header, @Nullable Long seconds) {
        CacheControl control = CacheControl.parseTargeted(header);
        Duration lifetime = control == null ? null : control.sharedLifetime();
        assertThat(lifetime)
                .as(name)
                .isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
    }

    @Test
    void theSwitchesOfATargetedField() {
        CacheControl control =
                Objects.requireNonNull(
                        CacheControl.parseTargeted("no-store, private=\"x\", no-cache=?0"));
        assertThat(control.noStore()).isTrue();
        assertThat(control.isPrivate()).isTrue();
        assertThat(control.noCache()).isFalse();
        assertThat(CacheControl.parseTargeted("no-store=1")).isNull();
        assertThat(CacheControl.parseTargeted("")).isNull();
        assertThat(CacheControl.parseTargeted(null)).isNull();
    }

    @Test
    void noTextMakesItThrow() {
        Random random = new Random(7);
        String signs = "max-age=no store,;\"\\'()?:*01.é\t";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder header = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                header.append(signs.charAt(random.nextInt(signs.length())));
            }
            assertThat(CacheControl.parse(header.toString())).isNotNull();
            CacheControl.parseTargeted(header.toString());
        }
    }
}
