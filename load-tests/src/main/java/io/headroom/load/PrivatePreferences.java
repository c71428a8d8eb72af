package io.headroom.load;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.prefs.AbstractPreferences;
import java.util.prefs.Preferences;
import java.util.prefs.PreferencesFactory;
import org.jspecify.annotations.Nullable;

/// Preferences of this process alone, which end with it, in place of the user's.
///
/// Gatling keeps there when it last asked Maven Central for a newer version of itself, and has no
/// setting that forbids it to ask. Here it finds that it did so, with no result, and that this
/// holds for good: nothing is asked of the network but what a run is about.
///
/// Made by `java.util.prefs` through its service file.
public final class PrivatePreferences implements PreferencesFactory {

    private static final Preferences USER = new Node(null, "");
    private static final Preferences SYSTEM = new Node(null, "");

    static {
        Preferences versions = USER.node("/io/gatling/latestVersion");
        versions.putLong("lastCheckTimestamp", Long.MAX_VALUE);
        versions.putBoolean("lastCheckSuccess", false);
    }

    @Override
    public Preferences userRoot() {
        return USER;
    }

    @Override
    public Preferences systemRoot() {
        return SYSTEM;
    }

    private static final class Node extends AbstractPreferences {

        private final @Nullable Node parent;
        private final Map<String, String> values = new ConcurrentHashMap<>();
        private final Map<String, Node> children = new ConcurrentHashMap<>();

        Node(@Nullable Node parent, String name) {
            super(parent, name);
            this.parent = parent;
        }

        @Override
        protected void putSpi(String key, String value) {
            values.put(key, value);
        }

        @Override
        protected @Nullable String getSpi(String key) {
            return values.get(key);
        }

        @Override
        protected void removeSpi(String key) {
            values.remove(key);
        }

        @Override
        protected void removeNodeSpi() {
            if (parent != null) {
                parent.children.remove(name());
            }
        }

        @Override
        protected String[] keysSpi() {
            return values.keySet().toArray(new String[0]);
        }

        @Override
        protected String[] childrenNamesSpi() {
            return children.keySet().toArray(new String[0]);
        }

        @Override
        protected AbstractPreferences childSpi(String name) {
            return children.computeIfAbsent(name, child -> new Node(this, child));
        }

        @Override
        protected void syncSpi() {
            // Nothing lies elsewhere.
        }

        @Override
        protected void flushSpi() {
            // Nothing lies elsewhere.
        }
    }
}
