/// Who is calling: tokens, and what they allow.
///
/// A token is a JWT signed with HS256 by the key that all nodes of the shop share. Its `role` is
/// `operator`, `merchant` or `customer`; the latter two carry their number as `sub`.
/// [io.headroom.marketplace.identity.TokenKey] is where the key comes from,
/// [io.headroom.marketplace.identity.Tokens#sign] makes a token, and the security chain checks it.
@NullMarked
package io.headroom.marketplace.identity;

import org.jspecify.annotations.NullMarked;
