package io.headroom.postgres.jdbc;

/// Stands for a value that was bound as a stream or reader, which only the driver may read.
public enum StreamedBind {
    /// The one there is.
    VALUE
}
