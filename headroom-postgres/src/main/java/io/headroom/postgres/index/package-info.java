/// Index changes as one makes them on a database that people use: checked first, built without
/// blocking writers, measured on the service's own statements, and undone when they disappoint.
///
/// A change is a row in a table of ours and passes the states of
/// [io.headroom.postgres.index.ChangeState], each recorded before it is acted on. So a crash of a
/// node or of PostgreSQL at any moment is taken up by whichever node comes next, once: all work
/// happens under one advisory lock of the database, held by the very session that builds.
///
/// Nothing here decides what to index; [io.headroom.postgres.index.IndexProposal] comes from an
/// advisor or a person.
///
/// The story starts at [io.headroom.postgres.index.IndexChanges#advance].
@NullMarked
package io.headroom.postgres.index;

import org.jspecify.annotations.NullMarked;
