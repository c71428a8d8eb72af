package io.headroom.marketplace.delivery;

import java.io.IOException;

/// Sends mails. Safe for use by many threads.
public interface Mailer {

    /// Sends one, and returns when the other side took charge of it.
    ///
    /// @return what the other side answered
    /// @throws NotDeliveredException when it surely did not leave
    /// @throws RefusedForGoodException when it surely never will
    /// @throws IOException when nobody knows
    String send(Mail mail) throws IOException;
}
