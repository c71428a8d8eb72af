package io.headroom.lock;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// Runs scripts, and what needs none, where a Redis keeps their keys. A stage that fails means that
/// nobody knows whether it ran. Safe for use by many threads.
interface RedisScripts extends AutoCloseable {

    /// How long an answer may take: until the first connection is made, the time for that more.
    Duration patience();

    /// Runs a script that answers with texts, on the primary that has the keys.
    CompletionStage<List<String>> run(LockScript script, String[] keys, String... arguments);

    /// Runs a script that answers with a number.
    CompletionStage<Long> count(LockScript script, String[] keys, String... arguments);

    /// Sets a key that is not there, for a time, and then raises a counter, whether or not it was
    /// set. Others may come in between.
    CompletionStage<Taking> take(
            String key, String value, String millis, String counter, long step);

    /// What came of [#take].
    ///
    /// @param taken whether the key was set
    /// @param counter what the counter was raised to
    record Taking(boolean taken, long counter) {}

    /// Tells all who listen to a channel.
    ///
    /// @param key by whose primary it is told
    void publish(String key, String channel, String message);

    /// Tells of what is published on a channel, as far as a connection is there.
    void listen(String channel, Consumer<String> listener);

    @Override
    void close();
}
