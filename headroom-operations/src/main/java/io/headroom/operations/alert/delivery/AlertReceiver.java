package io.headroom.operations.alert.delivery;

/// Somebody who hears of alerts: a webhook, a mailbox, a pager. Safe for use by many threads.
@FunctionalInterface
public interface AlertReceiver {

    /// Hands a message over, and returns when the other side took charge of it.
    ///
    /// @throws Exception when it did not, or when nobody knows; it is tried again as the queue says
    void receive(AlertMessage message) throws Exception;
}
