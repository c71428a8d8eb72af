/// PostgreSQL as a service relies on it: materialized views that are declared with an interval and
/// refreshed once in the cluster, whichever node comes first, with their age visible on all nodes.
///
/// Readers are never blocked, a failure is recorded and tried again, a node that dies in the middle
/// leaves nothing locked. Plain JDBC: any pool, any framework, any migration tool; the one table it
/// needs is created by the file `headroom_view_refresh.sql` beside the classes. What the packages
/// below share, such as a borrowed session's settings, stands here, too.
///
/// The story starts at {@link io.headroom.postgres.ViewRefresher#refreshIfDue}.
@NullMarked
package io.headroom.postgres;

import org.jspecify.annotations.NullMarked;
