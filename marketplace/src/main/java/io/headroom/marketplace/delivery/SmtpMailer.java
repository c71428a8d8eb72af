package io.headroom.marketplace.delivery;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalInt;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/// Hands mails in at an SMTP server (RFC 5321), one connection for each.
///
/// The server takes charge of a mail with its answer to the end of the data. Before the connection
/// stands, and after an answer that refuses, the mail surely did not leave; an answer from 500 on
/// is final, one from 400 on is not. A connection that breaks after that leaves nobody knowing.
final class SmtpMailer implements Mailer {

    private static final int PERMANENT = 500;
    private static final int TEMPORARY = 400;

    private final SmtpAddress server;
    private final Session session;
    private final MimeMails mails;

    /// @param timeout for the connection, and for each of the server's answers
    SmtpMailer(SmtpAddress server, String from, Duration timeout, InstantSource clock) {
        this.server = server;
        this.session = Session.getInstance(server.properties(Math.toIntExact(timeout.toMillis())));
        this.mails = new MimeMails(session, from, clock);
    }

    @Override
    public String send(Mail mail) throws IOException {
        MimeMessage message;
        try {
            message = mails.message(mail);
        } catch (MessagingException e) {
            throw new RefusedForGoodException("the mail cannot be written: " + e.getMessage(), e);
        }
        try (SMTPTransport transport = new SMTPTransport(session, null)) {
            connect(transport);
            try {
                transport.sendMessage(message, message.getAllRecipients());
            } catch (MessagingException e) {
                throw outcome(e);
            }
            return String.valueOf(transport.getLastServerResponse()).strip();
        } catch (MessagingException e) {
            // Closing fails where the server left after it took the mail; that is not our concern,
            // and not thrown.
            throw new IOException(e);
        }
    }

    private void connect(SMTPTransport transport) throws NotDeliveredException {
        try {
            transport.connect(
                    server.host(),
                    server.port(),
                    server.user().isEmpty() ? null : server.user(),
                    server.user().isEmpty() ? null : server.password());
        } catch (MessagingException e) {
            throw new NotDeliveredException(
                    "%s:%d does not let us in: %s"
                            .formatted(server.host(), server.port(), e.getMessage()),
                    e);
        }
    }

    private IOException outcome(MessagingException failure) {
        OptionalInt code = code(failure);
        String told =
                "%s:%d: %s"
                        .formatted(server.host(), server.port(), innermost(failure).getMessage());
        if (code.isEmpty() || code.getAsInt() < TEMPORARY) {
            return new IOException("no answer whether it took the mail, " + told, failure);
        }
        return code.getAsInt() >= PERMANENT
                ? new RefusedForGoodException(told, failure)
                : new NotDeliveredException(told, failure);
    }

    /// What happened, which Jakarta Mail wraps into what was meant to happen.
    private static Exception innermost(MessagingException failure) {
        Exception cause = failure;
        while (cause instanceof MessagingException more && more.getNextException() != null) {
            cause = more.getNextException();
        }
        return cause;
    }

    /// What the server answered, the answer about the receiver before the general one.
    private static OptionalInt code(MessagingException failure) {
        OptionalInt code = OptionalInt.empty();
        @Nullable Exception cause = failure;
        while (cause != null) {
            switch (cause) {
                case SMTPAddressFailedException address ->
                        code = OptionalInt.of(address.getReturnCode());
                case SMTPSenderFailedException sender ->
                        code = OptionalInt.of(sender.getReturnCode());
                case SMTPSendFailedException send -> code = OptionalInt.of(send.getReturnCode());
                default -> {}
            }
            cause = cause instanceof MessagingException more ? more.getNextException() : null;
        }
        return code;
    }
}
