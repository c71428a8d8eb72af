package io.headroom.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// A Redis 7.0 server on loopback.
///
/// ```java
/// try (EmbeddedRedis redis = EmbeddedRedis.start(RedisOptions.temporary())) {
///     RedisClient client = RedisClient.create(redis.url());
/// }
/// ```
public final class EmbeddedRedis extends EmbeddedServer {

    private static final String NAME = "Redis";
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int ANSWER_MILLIS = 1_000;

    private final RedisOptions options;
    private final Path program;
    private final Path configuration;
    private final Path processFile;

    private EmbeddedRedis(RedisOptions options, DataDirectory directory, LongSupplier nanoTime) {
        super(
                NAME,
                directory,
                options.deleteOnClose(),
                options.port(),
                options.startTimeout(),
                nanoTime);
        this.options = options;
        this.program = BinaryCache.ofUser(new Privileges.Plain()).redis();
        this.configuration = directory.path().resolve("redis.conf");
        this.processFile = directory.path().resolve("redis.pid");
    }

    /// Starts a server and returns when it takes commands and has loaded its data.
    ///
    /// @throws EmbeddedServerException when port or data directory are in use, the disk is full, or
    ///   the server does not come up
    public static EmbeddedRedis start(RedisOptions options) {
        DataDirectory directory = DataDirectory.take(NAME, options.dataDirectory());
        EmbeddedRedis server;
        try {
            server = new EmbeddedRedis(options, directory, System::nanoTime);
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
        server.begin();
        return server;
    }

    /// The password, empty for none.
    public String password() {
        return options.password();
    }

    /// The address, `redis://127.0.0.1:PORT`, with the password when there is one.
    public String url() {
        String credentials = password().isEmpty() ? "" : ":" + password() + "@";
        return "redis://" + credentials + host() + ":" + port();
    }

    @Override
    void prepare() throws IOException {
        Files.deleteIfExists(configuration);
        Files.createFile(
                configuration,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    @Override
    ChildProcess spawn() throws IOException {
        // In a file and not on the command line, which every user of the machine can read.
        Files.writeString(configuration, configurationText());
        boolean durable = options.durability() == Durability.DURABLE;
        return ChildProcess.start(
                new ChildProcess.Options(
                        List.of(program.toString(), configuration.toString()),
                        Map.of(),
                        dataDirectory(),
                        dataDirectory().resolve("redis.log"),
                        durable ? ChildProcess.Signal.TERM : ChildProcess.Signal.KILL,
                        GRACE,
                        removeWithParent()));
    }

    private String configurationText() {
        Map<String, String> settings =
                new LinkedHashMap<>(RedisOptions.defaultSettings(options.durability()));
        settings.putAll(options.settings());
        settings.put("bind", host());
        settings.put("port", Integer.toString(port()));
        settings.put("dir", quoted(dataDirectory()));
        settings.put("pidfile", quoted(processFile));
        settings.put("daemonize", "no");
        if (!password().isEmpty()) {
            settings.put("requirepass", password());
        }
        StringBuilder text = new StringBuilder("# Written anew at each start.\n");
        settings.forEach((key, value) -> text.append(key).append(' ').append(value).append('\n'));
        return text.toString();
    }

    private static String quoted(Path path) {
        return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    @Override
    boolean isReady(ChildProcess child) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host(), port()), ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            String login = password().isEmpty() ? "" : "AUTH " + password() + "\r\n";
            socket.getOutputStream()
                    .write((login + "PING\r\n").getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return (login.isEmpty() || line(in).equals("+OK")) && line(in).equals("+PONG");
        } catch (IOException e) {
            return false;
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Override
    Path processFile() {
        return processFile;
    }

    @Override
    Path workingDirectory() {
        return dataDirectory();
    }
}
