package io.headroom.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// How to run PostgreSQL, which refuses to run as root, when this process is root.
///
/// In a user namespace of its own (`unshare -U`) root looks like nobody to PostgreSQL while its
/// files stay root's. Where a container forbids that, the server becomes the user 65534 ("nobody")
/// with `setpriv`, and the data directory is given to it.
sealed interface Privileges {

    /// What to put before the command.
    List<String> prefix();

    /// Lets the server work on the folder.
    void adopt(Path folder) throws IOException;

    static Privileges current() {
        return Found.PRIVILEGES;
    }

    /// Nothing to do: not root.
    record Plain() implements Privileges {
        @Override
        public List<String> prefix() {
            return List.of();
        }

        @Override
        public void adopt(Path folder) {
            // The server runs as the owner of the folder.
        }
    }

    /// Root in a user namespace.
    record Namespace() implements Privileges {
        @Override
        public List<String> prefix() {
            return List.of("unshare", "-U");
        }

        @Override
        public void adopt(Path folder) {
            // Seen from outside the namespace the server is root.
        }
    }

    /// Another user.
    record OtherUser() implements Privileges {
        private static final int NOBODY = 65_534;

        @Override
        public List<String> prefix() {
            return List.of(
                    "setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--");
        }

        @Override
        public void adopt(Path folder) throws IOException {
            Files.walkFileTree(
                    folder,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(
                                Path directory, BasicFileAttributes attributes) throws IOException {
                            return give(directory);
                        }

                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                                throws IOException {
                            return give(file);
                        }
                    });
        }

        private static FileVisitResult give(Path path) throws IOException {
            Files.setAttribute(path, "unix:uid", NOBODY);
            Files.setAttribute(path, "unix:gid", NOBODY);
            return FileVisitResult.CONTINUE;
        }
    }

    /// Found out once, on first use.
    final class Found {
        static final Privileges PRIVILEGES = find();

        private Found() {}

        private static Privileges find() {
            if (new UnixSystem().getUid() != 0) {
                return new Plain();
            }
            if (works(new Namespace())) {
                return new Namespace();
            }
            if (works(new OtherUser())) {
                return new OtherUser();
            }
            throw new EmbeddedServerException.StartFailed(
                    "PostgreSQL refuses to run as root, and neither 'unshare -U' nor 'setpriv' works here."
                            + " Run as another user, or point HEADROOM_POSTGRES_URL to a server.",
                    null);
        }

        private static boolean works(Privileges privileges) {
            try {
                var command = new java.util.ArrayList<>(privileges.prefix());
                command.add("true");
                Process probe =
                        new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start();
                return probe.waitFor(10, TimeUnit.SECONDS) && probe.exitValue() == 0;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
