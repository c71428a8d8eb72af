package io.headroom.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// A PostgreSQL server on loopback, of version 18 unless other programs are given. It takes
/// passwords only (SCRAM), since every user of the machine reaches loopback; the superuser's is
/// random and lies in the data directory.
///
/// ```java
/// try (EmbeddedPostgres postgres = EmbeddedPostgres.start(PostgresOptions.temporary())) {
///     DataSource db = postgres.dataSource();
/// }
/// ```
///
/// The server runs as the user of this process; for root see the package's restrictions: PostgreSQL
/// then runs in a user namespace, or as the user 65534.
public final class EmbeddedPostgres extends EmbeddedServer {

    private static final String NAME = "PostgreSQL";
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");
    private static final String SETTINGS_FILE = "headroom.conf";
    private static final int BUILTIN_LOCALES = 17;
    private static final Duration DURABLE_GRACE = Duration.ofSeconds(30);
    private static final Duration VOLATILE_GRACE = Duration.ofSeconds(5);

    private final PostgresOptions options;
    private final Privileges privileges;
    private final Path programs;
    private final Path cluster;
    private final Path passwordFile;
    private String password = "";

    private EmbeddedPostgres(
            PostgresOptions options,
            PostgresPrograms programs,
            DataDirectory directory,
            LongSupplier nanoTime) {
        super(
                NAME,
                directory,
                options.deleteOnClose(),
                options.port(),
                options.startTimeout(),
                nanoTime);
        this.options = options;
        this.privileges = Privileges.current();
        this.programs = BinaryCache.ofUser(privileges).folderOf(programs);
        this.cluster = directory.path().resolve("cluster");
        this.passwordFile = directory.path().resolve("password");
    }

    /// Starts a server and returns when it takes connections. An empty data directory gets a new
    /// cluster; one that a crash left is recovered.
    ///
    /// @throws EmbeddedServerException when port or data directory are in use, the disk is full, or
    ///   the server does not come up
    public static EmbeddedPostgres start(PostgresOptions options) {
        return start(options, new PostgresPrograms.Bundled());
    }

    /// Starts a server as [#start(PostgresOptions)] does, by other programs than the bundled ones.
    /// A data directory belongs to one major version.
    ///
    /// Texts are sorted by code point always; what is a letter and which is its upper case is known
    /// for all of Unicode since PostgreSQL 17 and for ASCII before.
    public static EmbeddedPostgres start(PostgresOptions options, PostgresPrograms programs) {
        DataDirectory directory = DataDirectory.take(NAME, options.dataDirectory());
        EmbeddedPostgres server;
        try {
            server = new EmbeddedPostgres(options, programs, directory, System::nanoTime);
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
        server.begin();
        return server;
    }

    /// The server's major version, such as 18.
    public int majorVersion() {
        try {
            return Integer.parseInt(Files.readString(cluster.resolve("PG_VERSION")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the version of " + cluster, e);
        }
    }

    /// The superuser's name.
    public String user() {
        return options.user();
    }

    /// The superuser's password.
    public String password() {
        return password;
    }

    /// The address of the database of the options, without user and password.
    public String jdbcUrl() {
        return jdbcUrl(options.database());
    }

    /// The address of another database of this server.
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host() + ":" + port() + "/" + database;
    }

    /// Opens a new connection for each call, to the database of the options, as the superuser.
    public DataSource dataSource() {
        return dataSource(options.database());
    }

    /// Opens a new connection for each call, to another database of this server.
    public DataSource dataSource(String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(jdbcUrl(database));
        source.setUser(user());
        source.setPassword(password);
        return source;
    }

    @Override
    void prepare() throws IOException {
        if (!Files.exists(cluster)) {
            password = newPassword();
            createCluster();
        }
        try {
            password = Files.readString(passwordFile).strip();
        } catch (NoSuchFileException e) {
            throw new EmbeddedServerException.StartFailed(
                    "The superuser's password is missing: %s. Put it back, or begin with an empty data directory."
                            .formatted(passwordFile),
                    e);
        }
    }

    /// Fills a folder beside and renames it when complete, so that a crash leaves no half cluster.
    private void createCluster() throws IOException {
        Path unfinished = cluster.resolveSibling("cluster.new");
        DataDirectory.deleteTree(unfinished);
        Files.deleteIfExists(passwordFile);
        Files.createFile(
                passwordFile,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(passwordFile, password + "\n");
        privileges.adopt(dataDirectory());
        boolean durable = options.durability() == Durability.DURABLE;
        List<String> initdb =
                new ArrayList<>(
                        List.of(
                                programs.resolve("initdb").toString(),
                                "--pgdata=" + unfinished,
                                "--username=" + options.user(),
                                "--pwfile=" + passwordFile,
                                "--auth=scram-sha-256",
                                "--encoding=UTF8",
                                "--locale=C"));
        if (programsVersion() >= BUILTIN_LOCALES) {
            initdb.addAll(List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
        }
        if (!durable) {
            initdb.add("--no-sync");
        }
        runOnce(initdb, "");
        if (!options.database().equals("postgres")) {
            runOnce(
                    List.of(
                            programs.resolve("postgres").toString(),
                            "--single",
                            "-D",
                            unfinished.toString(),
                            "-c",
                            "fsync=" + (durable ? "on" : "off"),
                            "postgres"),
                    "CREATE DATABASE " + options.database() + "\n");
        }
        Files.writeString(
                unfinished.resolve("postgresql.conf"),
                "\ninclude '" + SETTINGS_FILE + "'\n",
                StandardOpenOption.APPEND);
        privileges.adopt(unfinished);
        Files.move(unfinished, cluster, StandardCopyOption.ATOMIC_MOVE);
    }

    /// The major version of the programs, which say `postgres (PostgreSQL) 15.18 (Debian …)`.
    private int programsVersion() throws IOException {
        String says = runOnce(List.of(programs.resolve("postgres").toString(), "--version"), "");
        Matcher version = VERSION.matcher(says);
        if (!version.find()) {
            throw failure("is of an unknown version", says);
        }
        return Integer.parseInt(version.group(1));
    }

    /// What the program wrote.
    private String runOnce(List<String> command, String input) throws IOException {
        List<String> all = new ArrayList<>(privileges.prefix());
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
        builder.directory(dataDirectory().toFile());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.US_ASCII));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw failure(
                        "could not be set up (" + Path.of(command.getFirst()).getFileName() + ")",
                        output);
            }
            return output;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    ChildProcess spawn() throws IOException {
        Path settings = cluster.resolve(SETTINGS_FILE);
        Files.writeString(settings, settingsText());
        privileges.adopt(settings);
        boolean durable = options.durability() == Durability.DURABLE;
        List<String> command = new ArrayList<>(privileges.prefix());
        command.addAll(List.of(programs.resolve("postgres").toString(), "-D", cluster.toString()));
        return ChildProcess.start(
                new ChildProcess.Options(
                        command,
                        Map.of("LC_ALL", "C"),
                        dataDirectory(),
                        dataDirectory().resolve("postgresql.log"),
                        durable ? ChildProcess.Signal.INT : ChildProcess.Signal.QUIT,
                        durable ? DURABLE_GRACE : VOLATILE_GRACE,
                        removeWithParent()));
    }

    private String settingsText() {
        Map<String, String> settings =
                new LinkedHashMap<>(PostgresOptions.defaultSettings(options.durability()));
        settings.putAll(options.settings());
        settings.put("listen_addresses", host());
        settings.put("port", Integer.toString(port()));
        settings.put("unix_socket_directories", "");
        StringBuilder text =
                new StringBuilder("# Written anew at each start; ALTER SYSTEM goes over it.\n");
        settings.forEach((key, value) ->
                text.append(key).append(" = '").append(value.replace("'", "''")).append("'\n"));
        return text.toString();
    }

    /// Reads what `pg_ctl` reads: the eighth line of `postmaster.pid` says `ready`.
    @Override
    boolean isReady(ChildProcess child) {
        try {
            List<String> lines = Files.readAllLines(processFile(), StandardCharsets.ISO_8859_1);
            return lines.size() >= 8
                    && lines.getFirst().strip().equals(Long.toString(child.pid()))
                    && lines.get(7).strip().equals("ready");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    boolean isPassing(String log) {
        return log.contains("pre-existing shared memory block");
    }

    @Override
    Path processFile() {
        return cluster.resolve("postmaster.pid");
    }

    @Override
    Path workingDirectory() {
        return cluster;
    }

    private static String newPassword() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
