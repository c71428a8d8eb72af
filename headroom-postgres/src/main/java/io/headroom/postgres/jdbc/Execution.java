package io.headroom.postgres.jdbc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One execution of a statement, for the length of the call that tells of it.
public interface Execution {

    /// The text as it was given to the driver, with `?` for what is bound; `batch` for a batch of
    /// different statements.
    String sql();

    /// What was bound, by position, null for SQL's null and for a position that nobody set; of a
    /// batch what was bound last. A value that came as a stream is [StreamedBind#VALUE]. Each call
    /// makes a new list; the values are the caller's own objects: do not change them, and do not
    /// hold on to large or mutable ones.
    List<@Nullable Object> binds();

    /// The route of the request that it ran for, such as `/api/items/{id}`; empty outside requests.
    String endpoint();

    /// From the call to the driver until it returned; rows that are fetched later are not in it.
    long nanos();

    /// What the driver threw; null when it succeeded.
    @Nullable Throwable error();

    /// The borrow that it ran on.
    Borrow borrow();
}
