/// Locks between processes, in three tiers, over Redis and PostgreSQL; `docs/locks.md` is the
/// guide.
///
/// [Tier#EFFICIENT] saves doing work twice: Redis alone, fast, and no promise when a holder stands
/// still beyond its lease or Redis forgets. [Tier#GUARDED] adds a fence row in the transaction that
/// is protected, so that PostgreSQL itself refuses whoever is not the holder any more; the default
/// for writes. [Tier#STRICT] is a lock of PostgreSQL that ends with the transaction.
///
/// Waiters queue inside the process, so that one of them contends with other processes.
///
/// The story starts at {@link io.headroom.lock.Locks#builder}; a lock is taken in
/// `LeaseLock#tryLock`.
@NullMarked
package io.headroom.lock;

import org.jspecify.annotations.NullMarked;
