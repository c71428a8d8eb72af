package io.headroom.marketplace.delivery;

/// A text message.
///
/// @param key names it once and for all: gateways send one key once
/// @param to the number as E.164, `+34600111222`
/// @param text what it says
public record Sms(String key, String to, String text) {}
