package io.headroom.marketplace.delivery;

import java.nio.file.Path;
import java.util.List;

/// A mail. The shop is its sender.
///
/// @param key names it once and for all: the receiver can tell by its `Message-ID`, which is made
///   of it, when it comes twice
/// @param to one address
/// @param subject one line
/// @param text plain text with lines of at most 78 characters
/// @param attachments sent from disk
public record Mail(
        String key, String to, String subject, String text, List<Attachment> attachments) {

    /// A file.
    ///
    /// @param name what the reader sees
    /// @param type the media type, as `application/pdf`
    public record Attachment(Path file, String name, String type) {}

    public Mail {
        if (to.chars().anyMatch(Character::isISOControl)
                || subject.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("address and subject must be one line each");
        }
        attachments = List.copyOf(attachments);
    }
}
