package io.headroom.spring.operations;

import io.headroom.operations.history.HistoryOptions;
import io.headroom.operations.state.StateFile;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/// What `headroom.operations.*` configures.
///
/// @param enabled whether there is a watch at all; true by default
/// @param sloFile the service levels, a file or `classpath:…`; empty, the default, for the shipped
///   ones
/// @param folder where history is kept over a restart; empty, the default, for `operations` in
///   `headroom.data`, and for nowhere if that is not set
/// @param saveInterval how often it is written, from 10 s to 1 h; 5 minutes by default. It is
///   written at the end, too
/// @param maxFigures how many figures have a history, from 1 to 5,000; 250 by default, 12 MB
@ConfigurationProperties(OperationsProperties.PREFIX)
public record OperationsProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("") String sloFile,
        @DefaultValue("") String folder,
        @DefaultValue("5m") Duration saveInterval,
        @DefaultValue("250") int maxFigures) {

    static final String PREFIX = "headroom.operations";

    public OperationsProperties {
        if (saveInterval.toSeconds() < 10 || saveInterval.toHours() > 1) {
            throw new IllegalArgumentException(
                    PREFIX + ".save-interval must be from 10 s to 1 h: " + saveInterval);
        }
    }

    /// The file of this node in the folder; nowhere where nothing is kept.
    ///
    /// @param name what is in it, such as `history`
    /// @param environment has `headroom.data`, and `headroom.node`, which tells nodes on one disk
    ///   apart
    public StateFile file(String name, Environment environment) {
        Path kept = folder(environment);
        if (kept.toString().isEmpty()) {
            return StateFile.nowhere();
        }
        String node = environment.getProperty("headroom.node", "node");
        return new StateFile(
                kept.resolve(name + "-" + node.replaceAll("[^A-Za-z0-9._-]", "_") + ".bin"));
    }

    /// An empty path where nothing is kept.
    Path folder(Environment environment) {
        if (!folder.isEmpty()) {
            return Path.of(folder);
        }
        String data = environment.getProperty("headroom.data", "");
        return data.isEmpty() ? Path.of("") : Path.of(data, "operations");
    }

    /// How much history is kept.
    ///
    /// @throws IllegalArgumentException when it is out of its range; the message names the property
    HistoryOptions history() {
        try {
            return new HistoryOptions(maxFigures);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + ": " + e.getMessage(), e);
        }
    }
}
