package io.headroom.marketplace.delivery;

import java.io.IOException;

/// Sends text messages. Safe for use by many threads.
public interface SmsGateway {

    /// Sends one, and returns when the other side took charge of it.
    ///
    /// @return what the other side answered
    /// @throws NotDeliveredException when it surely did not leave
    /// @throws RefusedForGoodException when it surely never will
    /// @throws io.headroom.jobs.RetryAfterException when it did not leave, and the gateway says
    ///   when to come back
    /// @throws IOException when nobody knows
    /// @throws InterruptedException when the thread shall end; then nobody knows either
    String send(Sms message) throws IOException, InterruptedException;
}
