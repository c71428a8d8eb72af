package io.headroom.marketplace.delivery;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Properties;

/// Puts mails into a folder, as files `.eml` that mail programs open.
final class MailFolder implements Mailer {

    private final Outbox outbox;
    private final MimeMails mails;

    MailFolder(Outbox outbox, String from, InstantSource clock) {
        this.outbox = outbox;
        this.mails = new MimeMails(Session.getInstance(new Properties()), from, clock);
    }

    @Override
    public String send(Mail mail) throws IOException {
        try {
            MimeMessage message = mails.message(mail);
            return outbox.put(
                            MimeMails.fileName(mail.key()) + ".eml",
                            out -> {
                                try {
                                    message.writeTo(out);
                                } catch (MessagingException e) {
                                    throw new IOException(e);
                                }
                            })
                    .toString();
        } catch (MessagingException e) {
            throw new RefusedForGoodException("the mail cannot be written: " + e.getMessage(), e);
        }
    }
}
