package io.headroom.lock;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// Runs scripts where a Redis keeps their keys. Safe for use by many threads.
interface RedisScripts extends AutoCloseable {

    /// How long an answer may take: until the first connection is made, the time for that more.
    Duration patience();

    /// Runs a script on the primary that has the keys. A stage that fails means that nobody knows
    /// whether it ran.
    CompletionStage<List<String>> run(LockScript script, String[] keys, String... arguments);

    /// Tells of what is published on a channel, as far as a connection is there.
    void listen(String channel, Consumer<String> listener);

    @Override
    void close();
}
