package io.headroom.marketplace.delivery;

import java.net.URI;
import java.util.Properties;

/// Where mails are handed in, read of `smtp://[user:password@]host[:port][?starttls=required|off]`
/// or `smtps://…`.
///
/// @param host the server
/// @param port 1 to 65535; 587 for `smtp` and 465 for `smtps` where the address names none
/// @param user empty for none
/// @param password of the user
/// @param protection how the connection is kept private
record SmtpAddress(String host, int port, String user, String password, Protection protection) {

    private static final int SUBMISSION = 587;
    private static final int SUBMISSIONS = 465;

    /// How the connection is kept private.
    enum Protection {
        /// TLS from the first byte.
        TLS,
        /// `STARTTLS`, or no mail. The default where there is a password.
        STARTTLS,
        /// `STARTTLS` where the server offers it. The default else.
        WHERE_OFFERED,
        /// None.
        NONE
    }

    /// @throws IllegalArgumentException when it is no such address; the message does not repeat it,
    ///   since it may hold a password
    static SmtpAddress parse(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw unusable();
        }
        boolean tls = "smtps".equals(uri.getScheme());
        if (!(tls || "smtp".equals(uri.getScheme())) || uri.getHost() == null) {
            throw unusable();
        }
        String info = uri.getUserInfo() == null ? "" : uri.getUserInfo();
        int colon = info.indexOf(':');
        String user = colon < 0 ? info : info.substring(0, colon);
        String password = colon < 0 ? "" : info.substring(colon + 1);
        String query = uri.getQuery() == null ? "" : uri.getQuery();
        Protection protection =
                switch (query) {
                    case "" ->
                            tls
                                    ? Protection.TLS
                                    : user.isEmpty()
                                            ? Protection.WHERE_OFFERED
                                            : Protection.STARTTLS;
                    case "starttls=required" -> Protection.STARTTLS;
                    case "starttls=off" -> Protection.NONE;
                    default -> throw unusable();
                };
        int usual = tls ? SUBMISSIONS : SUBMISSION;
        int port = uri.getPort() < 0 ? usual : uri.getPort();
        return new SmtpAddress(uri.getHost(), port, user, password, protection);
    }

    private static IllegalArgumentException unusable() {
        return new IllegalArgumentException(
                "headroom.mail.url must be smtp://[user:password@]host[:port][?starttls=required|off] or smtps://…");
    }

    /// What Jakarta Mail is told.
    Properties properties(int timeoutMillis) {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", host);
        properties.put("mail.smtp.port", Integer.toString(port));
        for (String name : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
            properties.put("mail.smtp." + name, Integer.toString(timeoutMillis));
        }
        properties.put("mail.smtp.auth", Boolean.toString(!user.isEmpty()));
        properties.put("mail.smtp.ssl.enable", Boolean.toString(protection == Protection.TLS));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put(
                "mail.smtp.starttls.enable",
                Boolean.toString(
                        protection == Protection.STARTTLS
                                || protection == Protection.WHERE_OFFERED));
        properties.put(
                "mail.smtp.starttls.required", Boolean.toString(protection == Protection.STARTTLS));
        return properties;
    }
}
