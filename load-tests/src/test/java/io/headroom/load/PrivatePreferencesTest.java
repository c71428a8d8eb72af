package io.headroom.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatling.commons.util.LatestGatlingRelease$;
import java.util.prefs.BackingStoreException;
import java.util.prefs.Preferences;
import org.junit.jupiter.api.Test;

class PrivatePreferencesTest {

    @Test
    void gatlingDoesNotAskForNewerVersionsOfItself() {
        Preferences known = Preferences.userRoot().node("/io/gatling/latestVersion");

        assertThat(LatestGatlingRelease$.MODULE$.load().isEmpty()).isTrue();

        // It notes when it asks.
        assertThat(known.getLong("lastCheckTimestamp", 0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatIsPutIsFoundAndNotTheUsers() throws BackingStoreException {
        Preferences node = Preferences.userRoot().node("a/b");
        node.put("key", "value");
        node.flush();

        assertThat(Preferences.userRoot().node("a/b").get("key", "")).isEqualTo("value");
        assertThat(Preferences.userRoot().node("a").childrenNames()).containsExactly("b");
        assertThat(node.keys()).containsExactly("key");
        node.removeNode();
        assertThat(Preferences.userRoot().nodeExists("a/b")).isFalse();
    }
}
