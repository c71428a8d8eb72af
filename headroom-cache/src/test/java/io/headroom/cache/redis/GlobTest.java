package io.headroom.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GlobTest {

    private static String patterns(String glob) {
        Glob parsed = Glob.parse(glob);
        assertThat(parsed).as(glob).isInstanceOf(Glob.Barrier.class);
        return new String(((Glob.Barrier) parsed).patterns(), StandardCharsets.ISO_8859_1)
                .replace('\0', '|');
    }

    private static String prefix(String glob) {
        Glob parsed = Glob.parse(glob);
        assertThat(parsed).as(glob).isInstanceOf(Glob.Prefix.class);
        return ((Glob.Prefix) parsed).prefix();
    }

    @Test
    void aPrefixThatEndsInAColonIsAnImpliedTag() {
        assertThat(prefix("user:17:*")).isEqualTo("user:17:");
        assertThat(prefix("\\*:*")).isEqualTo("*:");
        assertThat(prefix("*")).isEmpty();
        assertThat(prefix("1:2:3:4:5:6:7:8:*")).isEqualTo("1:2:3:4:5:6:7:8:");
    }

    @Test
    void anyOtherIsABarrierOfLuaPatterns() {
        assertThat(patterns("1:2:3:4:5:6:7:8:9:*")).startsWith("|1%:2").endsWith("%:|");
        assertThat(patterns("user*")).isEqualTo("|user|");
        assertThat(patterns("a-*-z")).isEqualTo("|a%-|%-z");
        assertThat(patterns("user:")).isEqualTo("|user%:");
        assertThat(patterns("user:*x")).isEqualTo("|user%:|x");
        assertThat(patterns("user:**")).isEqualTo("|user%:||");
        assertThat(patterns("\\?%\\\\")).isEqualTo("|%?%%%\\");
        assertThat(patterns("a\\")).isEqualTo("|a%\\");
        assertThat(patterns("a\0*b")).isEqualTo("|a%z|b");
        assertThat(patterns("")).isEqualTo("|");
    }

    @Test
    void aQuestionMarkIsOneCharacterOfUtf8() {
        assertThat(patterns("?:*")).isEqualTo("|[%z\u0001-\u007f\u00c2-\u00f4][\u0080-\u00bf]*%:|");
        assertThat(patterns("\u00e4*x")).isEqualTo("|\u00c3\u00a4|x");
    }
}
