package io.headroom.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(1);

    private final RedisOptions options;
    private final Path program;
    private final Path configuration;
    private final Path processFile;
    private volatile Role role = new Role.Primary();
    private volatile int busPort;

    /// What the server starts as, in Redis without a cluster.
    private sealed interface Role {
        record Primary() implements Role {}

        record Replica(String primaryHost, int primaryPort) implements Role {}
    }

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
        return start(options, server -> {});
    }

    /// Starts a server after the preparation has seen it.
    static EmbeddedRedis start(RedisOptions options, Consumer<EmbeddedRedis> preparation) {
        DataDirectory directory = DataDirectory.take(NAME, options.dataDirectory());
        EmbeddedRedis server;
        try {
            server = new EmbeddedRedis(options, directory, System::nanoTime);
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
        preparation.accept(server);
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
        if (role instanceof Role.Replica(String primaryHost, int primaryPort)) {
            settings.put("replicaof", primaryHost + " " + primaryPort);
        }
        if (settings.getOrDefault("cluster-enabled", "no").equals("yes")) {
            settings.put("cluster-port", Integer.toString(busPort()));
        }
        StringBuilder text = new StringBuilder("# Written anew at each start.\n");
        settings.forEach((key, value) -> text.append(key).append(' ').append(value).append('\n'));
        return text.toString();
    }

    int clusterPort() {
        return busPort;
    }

    /// The port for the cluster's own traffic. The usual one, 10,000 above [#port], may be in use
    /// or beyond the range; it stays the same over restarts, as the other nodes know it.
    private int busPort() {
        if (busPort == 0 || (!Ports.isFree(busPort) && !hasRun())) {
            busPort = Ports.free();
        }
        return busPort;
    }

    @Override
    boolean isPassing(String log) {
        // Another process took the cluster's port before the server did.
        return busPort != 0 && log.contains("Failed listening on port " + busPort);
    }

    private static String quoted(Path path) {
        return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    @Override
    boolean isReady(ChildProcess child) {
        try {
            return command("PING").equals("PONG");
        } catch (IOException e) {
            return false;
        }
    }

    /// Sends one command on a connection of its own and returns the answer, which is of one value.
    String command(String... words) throws IOException {
        return command(() -> {}, words);
    }

    /// The same for a paused server, which is resumed when the command waits for it: it is the
    /// first that the server does.
    String resumeWith(String... words) throws IOException {
        return command(this::resume, words);
    }

    private String command(Runnable afterSending, String... words) throws IOException {
        try (RespConnection connection =
                RespConnection.open(new InetSocketAddress(host(), port()), ANSWER_PATIENCE)) {
            boolean login = !password().isEmpty();
            if (login) {
                connection.send("AUTH", password());
            }
            connection.send(words);
            afterSending.run();
            if (login) {
                connection.receive();
            }
            return connection.receive();
        }
    }

    /// The fields of a section of `INFO` or of `CLUSTER INFO` by name.
    Map<String, String> info(String... command) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : (Iterable<String>) command(command).lines()::iterator) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return fields;
    }

    /// Stops the server's process where it stands (SIGSTOP): clients keep their connections, the
    /// system still accepts new ones, and nobody gets an answer until [#resume].
    ///
    /// @throws IllegalStateException when the server does not run
    public void pause() {
        child().pause();
    }

    /// Lets a paused server go on (SIGCONT); it answers what has come meanwhile.
    ///
    /// @throws IllegalStateException when the server does not run
    public void resume() {
        child().resume();
    }

    /// Whether the server's process stands still, from [#pause] to [#resume], [#kill] or
    /// [#restart].
    public boolean isPaused() {
        return child().isPaused();
    }

    /// Kills the server, deletes its data and starts it again on the same port: back empty. A node
    /// of a cluster stays the same node.
    ///
    /// [#restart] on the other hand keeps what [Durability] promises: all data of a durable server,
    /// none of a volatile one.
    ///
    /// @throws EmbeddedServerException when the server does not come up; calling again is allowed
    public void restartEmpty() {
        restartAfter(() -> {
            DataDirectory.deleteTree(file("dbfilename", "dump.rdb"));
            DataDirectory.deleteTree(file("appenddirname", "appendonlydir"));
        });
    }

    private Path file(String setting, String otherwise) {
        return dataDirectory().resolve(options.settings().getOrDefault(setting, otherwise));
    }

    /// Makes the server a replica of the primary from its next start on.
    void follow(EmbeddedRedis newPrimary) {
        role = new Role.Replica(newPrimary.host(), newPrimary.port());
    }

    /// Makes the server a primary from its next start on.
    void lead() {
        role = new Role.Primary();
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
