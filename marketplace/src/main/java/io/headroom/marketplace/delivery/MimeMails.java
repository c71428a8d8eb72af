package io.headroom.marketplace.delivery;

import jakarta.activation.DataHandler;
import jakarta.activation.FileDataSource;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Date;

/// Writes mails as MIME messages (RFC 5322, RFC 2045).
final class MimeMails {

    private final Session session;
    private final String from;
    private final InstantSource clock;

    /// @param from the shop's address
    MimeMails(Session session, String from, InstantSource clock) {
        this.session = session;
        this.from = from;
        this.clock = clock;
    }

    MimeMessage message(Mail mail) throws MessagingException {
        InternetAddress sender = new InternetAddress(from, true);
        String id = "<" + fileName(mail.key()) + "@" + domain(sender) + ">";
        MimeMessage message =
                new MimeMessage(session) {
                    @Override
                    protected void updateMessageID() throws MessagingException {
                        setHeader("Message-ID", id);
                    }
                };
        message.setFrom(sender);
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(mail.to(), true));
        message.setSubject(mail.subject(), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(clock.instant()));
        // Answering machines keep quiet (RFC 3834).
        message.setHeader("Auto-Submitted", "auto-generated");
        if (mail.attachments().isEmpty()) {
            message.setText(mail.text(), StandardCharsets.UTF_8.name());
        } else {
            message.setContent(parts(mail));
        }
        message.saveChanges();
        return message;
    }

    private static MimeMultipart parts(Mail mail) throws MessagingException {
        MimeBodyPart text = new MimeBodyPart();
        text.setText(mail.text(), StandardCharsets.UTF_8.name());
        MimeMultipart parts = new MimeMultipart(text);
        for (Mail.Attachment attachment : mail.attachments()) {
            MimeBodyPart part = new MimeBodyPart();
            FileDataSource file = new FileDataSource(attachment.file().toFile());
            part.setDataHandler(
                    new DataHandler(file) {
                        @Override
                        public String getContentType() {
                            return attachment.type();
                        }
                    });
            part.setFileName(attachment.name());
            parts.addBodyPart(part);
        }
        return parts;
    }

    private static String domain(InternetAddress address) {
        String text = address.getAddress();
        return text.substring(text.lastIndexOf('@') + 1);
    }

    /// A key as the name of a file, and as the left side of a `Message-ID`.
    static String fileName(String key) {
        return key.replaceAll("[^A-Za-z0-9-]", ".");
    }
}
