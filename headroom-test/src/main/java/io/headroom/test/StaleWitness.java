package io.headroom.test;

import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// What a test tells about the writes and reads of versioned values, so that stale reads are found:
/// [StaleOracle] judges at once within one process, [StaleJournal] writes down for
/// [StaleOracle#judge] what one of several processes saw. Safe for use by many threads.
///
/// Each value carries the version of its row; a later write of a key has a higher version. A read
/// is *stale* when it returns an older version than one whose invalidation had returned before the
/// read began.
///
/// ```java
/// long version = repository.update(key);      // commits
/// cache.invalidate(key);
/// witness.acknowledged(key, version);         // only when the invalidation was acknowledged
///
/// Item item = witness.read(key, () -> cache.get(key), Item::version);
/// ```
public interface StaleWitness {

    /// The invalidation that belongs to this version has returned just now.
    ///
    /// @param key without blanks and control characters
    /// @param version of the row that was written, not negative
    void acknowledged(String key, long version);

    /// The moment at which a read begins, to be taken before the read: nanoseconds on the monotonic
    /// clock.
    long readBegins();

    /// A read has returned.
    ///
    /// @param key what was read
    /// @param version the version that the value carried
    /// @param readBeganNanos what [#readBegins] said before the read
    void observed(String key, long version, long readBeganNanos);

    /// Reads, and notes what was read. A read that throws is not noted.
    ///
    /// @param version takes the version out of the value
    default <T> T read(String key, Supplier<T> read, ToLongFunction<T> version) {
        long began = readBegins();
        T value = read.get();
        observed(key, version.applyAsLong(value), began);
        return value;
    }

    /// Refuses what [StaleJournal] could not write down.
    static void requireValid(String key, long version) {
        if (key.isEmpty() || key.chars().anyMatch(c -> c <= ' ' || c == 127)) {
            throw new IllegalArgumentException(
                    "key must have characters, and no blanks or control characters: '" + key + "'");
        }
        if (version < 0) {
            throw new IllegalArgumentException("version must not be negative, but is " + version);
        }
    }
}
