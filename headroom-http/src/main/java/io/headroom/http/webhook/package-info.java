/// Messages handed over by a signed `POST`, so that the receiver knows who sends, that it is new,
/// and which it has already: [io.headroom.http.webhook.SignedPost#send] tells what became of one.
@NullMarked
package io.headroom.http.webhook;

import org.jspecify.annotations.NullMarked;
