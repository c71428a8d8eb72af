/// Who did what, when: an append-only log in which each entry is sealed together with the one
/// before it, so that nobody who can write the database, but does not hold the shop's key, changes,
/// removes or inserts one unnoticed.
///
/// It names callers, orders and reports by number and holds figures, never names, addresses or
/// texts that people wrote. The story starts at {@link
/// io.headroom.marketplace.audit.AuditLog#append}; `./headroom audit verify` reads it back.
@NullMarked
package io.headroom.marketplace.audit;

import org.jspecify.annotations.NullMarked;
