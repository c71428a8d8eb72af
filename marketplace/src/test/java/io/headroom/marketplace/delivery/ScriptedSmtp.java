package io.headroom.marketplace.delivery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/// An SMTP server on loopback that does what the script says, one step for each connection, and
/// then works.
final class ScriptedSmtp implements AutoCloseable {

    enum Step {
        /// Takes the mail and says so.
        WORK,
        /// Hangs up before it says anything.
        HANG_UP,
        /// Greets with 554.
        TURN_AWAY,
        /// 451 to the receiver.
        BUSY,
        /// 550 to the receiver.
        UNKNOWN_MAILBOX,
        /// Hangs up in the middle of the data; the mail is lost.
        DROP,
        /// Takes the mail, keeps it, and dies before it says so.
        ACCEPT_AND_DIE,
        /// Takes the mail, says so, and dies before the goodbye.
        ACCEPT_AND_LEAVE
    }

    private final ServerSocket listener;
    private final Queue<Step> script = new ConcurrentLinkedQueue<>();
    private final List<String> mails = new CopyOnWriteArrayList<>();
    private final List<Step> done = new CopyOnWriteArrayList<>();

    ScriptedSmtp(Step... steps) throws IOException {
        script.addAll(List.of(steps));
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "smtp://127.0.0.1:" + listener.getLocalPort();
    }

    /// What it keeps.
    List<String> mails() {
        return mails;
    }

    List<Step> done() {
        return done;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Step step = script.isEmpty() ? Step.WORK : script.remove();
                Thread.ofVirtual().start(() -> serve(socket, step));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void serve(Socket connection, Step step) {
        try (Socket socket = connection) {
            done.add(step);
            talk(socket, step);
        } catch (IOException e) {
            // The client left.
        }
    }

    private void talk(Socket socket, Step step) throws IOException {
        BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        OutputStream out = socket.getOutputStream();
        if (step == Step.HANG_UP) {
            return;
        }
        say(out, step == Step.TURN_AWAY ? "554 no" : "220 scripted");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String verb = line.toUpperCase(java.util.Locale.ROOT);
            if (verb.startsWith("RCPT") && step == Step.BUSY) {
                say(out, "451 later");
            } else if (verb.startsWith("RCPT") && step == Step.UNKNOWN_MAILBOX) {
                say(out, "550 no such mailbox");
            } else if (verb.startsWith("DATA")) {
                say(out, "354 go on");
                String mail = data(in, step);
                if (step == Step.DROP) {
                    return;
                }
                mails.add(mail);
                if (step == Step.ACCEPT_AND_DIE) {
                    return;
                }
                say(out, "250 kept as " + mails.size());
                if (step == Step.ACCEPT_AND_LEAVE) {
                    return;
                }
            } else if (verb.startsWith("QUIT")) {
                say(out, "221 bye");
                return;
            } else {
                say(out, "250 fine");
            }
        }
    }

    private static String data(BufferedReader in, Step step) throws IOException {
        StringBuilder mail = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            mail.append(line).append('\n');
            if (step == Step.DROP) {
                return "";
            }
        }
        return mail.toString();
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
