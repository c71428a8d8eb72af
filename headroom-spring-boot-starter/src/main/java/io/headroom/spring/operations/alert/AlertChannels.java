package io.headroom.spring.operations.alert;

import io.headroom.http.webhook.SignedPost;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// All ways to those who hear of alerts, by name, in the order of their configuration.
///
/// @param byName what there is
/// @param reason why nobody can be told although there are ways; empty when they can be, or when
///   there are none
record AlertChannels(Map<String, AlertChannel> byName, String reason) {

    /// Webhooks of the configuration, and what the service adds.
    ///
    /// @throws IllegalArgumentException when one cannot be; the message names the property, and
    ///   repeats neither address nor secret
    static Map<String, AlertChannel> of(
            AlertsProperties properties, List<AlertChannel> added, InstantSource clock) {
        Map<String, AlertChannel> all = new LinkedHashMap<>();
        properties
                .webhooks()
                .forEach((name, webhook) -> {
                    if (!webhook.url().isEmpty()) {
                        all.put(name, webhook(name, webhook, properties.queue(), clock));
                    }
                });
        for (AlertChannel channel : added) {
            if (all.put(channel.name(), channel) != null) {
                throw new IllegalArgumentException(
                        "there are two alert channels '" + channel.name() + "'");
            }
        }
        return all;
    }

    private static AlertChannel webhook(
            String name, AlertsProperties.Webhook webhook, String queue, InstantSource clock) {
        try {
            SignedPost post =
                    new SignedPost(
                            address(webhook.url()), webhook.secret(), webhook.timeout(), clock);
            return new AlertChannel(name, queue, new WebhookReceiver(post));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s.webhooks.%s: %s".formatted(AlertsProperties.PREFIX, name, e.getMessage()),
                    e);
        }
    }

    /// One that is none is refused later, by words that do not repeat it.
    private static URI address(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return URI.create("about:none");
        }
    }

    AlertChannel named(String name) {
        return Objects.requireNonNull(byName.get(name), name);
    }

    boolean canSend() {
        return !byName.isEmpty() && reason.isEmpty();
    }
}
