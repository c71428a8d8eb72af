package io.headroom.spring.operations.benchmark;

/// A kind of measurement that a live service can bear. Declare a bean of this type to offer one
/// more.
public interface Benchmark {

    /// What callers name it by: lower-case letters, and different from all others.
    String type();

    /// What it measures, in a sentence.
    String description();

    /// Prepares what the operations need: connections, data of its own. Whatever it wrote must be
    /// gone when the fixture is closed, and must not be seen by anybody else meanwhile.
    ///
    /// @throws Exception when a server does not answer; the message goes to the operator. It has
    ///   cleaned up then
    Fixture open() throws Exception;
}
