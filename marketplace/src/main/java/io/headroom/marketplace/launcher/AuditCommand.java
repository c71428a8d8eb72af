package io.headroom.marketplace.launcher;

import io.headroom.marketplace.audit.AuditVerdict;
import io.headroom.marketplace.audit.AuditVerifier;
import io.headroom.marketplace.identity.TokenKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.ds.PGSimpleDataSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `./headroom audit verify [--data DIR] [--anchor ENTRY:SEAL]`: says whether the audit log of a
/// running shop is as it was written.
final class AuditCommand {

    private static final Pattern ANCHOR = Pattern.compile("([1-9]\\d{0,17}):([0-9a-f]{64})");

    private AuditCommand() {}

    /// @return what to print
    /// @throws LaunchException when the log was changed, cannot be read, or the arguments are wrong
    static String run(
            List<String> arguments,
            Path home,
            Path workingDirectory,
            Map<String, String> environment) {
        Deque<String> rest = new ArrayDeque<>(arguments);
        if (!"verify".equals(rest.poll())) {
            throw LaunchException.usage("'audit' needs a command: verify.");
        }
        Path data = home.resolve(".headroom");
        AuditVerifier.Anchor anchor = AuditVerifier.Anchor.NONE;
        while (!rest.isEmpty()) {
            String name = rest.remove();
            if (rest.isEmpty()) {
                throw LaunchException.usage(
                        "'audit verify' knows no '" + name + "' without a value.");
            }
            switch (name) {
                case "--data" -> data = workingDirectory.resolve(rest.remove());
                case "--anchor" -> anchor = anchor(rest.remove());
                default ->
                        throw LaunchException.usage(
                                "'audit verify' knows no argument '" + name + "'.");
            }
        }
        return tell(verify(data, anchor, environment));
    }

    private static AuditVerifier.Anchor anchor(String text) {
        Matcher parts = ANCHOR.matcher(text);
        if (!parts.matches()) {
            throw LaunchException.usage(
                    "--anchor must be what 'audit verify' printed, ENTRY:SEAL.");
        }
        return new AuditVerifier.Anchor(Long.parseLong(parts.group(1)), parts.group(2));
    }

    private static AuditVerdict verify(
            Path data, AuditVerifier.Anchor anchor, Map<String, String> environment) {
        if (!Files.exists(data.resolve(TokenKey.FILE))) {
            throw LaunchException.failed(
                    "There is no key in %s, which the log was sealed with: name the shop's data folder with --data."
                            .formatted(data));
        }
        try (Connection connection = database(data, environment).dataSource().getConnection()) {
            return new AuditVerifier(TokenKey.in(data)).verify(connection, anchor);
        } catch (SQLException | IOException | IllegalStateException e) {
            throw LaunchException.failed("The audit log cannot be read: " + e.getMessage());
        }
    }

    private static Database database(Path data, Map<String, String> environment) {
        if (!environment.getOrDefault(Database.URL, "").isEmpty()) {
            return Database.of(environment);
        }
        Path file = data.resolve("run.json");
        if (!Files.isReadable(file)) {
            throw LaunchException.failed(
                    "No shop runs on %s: start it with './headroom run', or name its database by %s."
                            .formatted(data, Database.URL));
        }
        try {
            JsonNode postgres =
                    JsonMapper.builder().build().readTree(Files.readString(file)).path("postgres");
            PGSimpleDataSource address = new PGSimpleDataSource();
            address.setServerNames(new String[] {postgres.path("host").asString()});
            address.setPortNumbers(new int[] {postgres.path("port").asInt()});
            address.setDatabaseName(postgres.path("database").asString());
            return new Database(
                    address.getURL(),
                    postgres.path("user").asString(),
                    postgres.path("password").asString());
        } catch (IOException | JacksonException e) {
            throw LaunchException.failed(file + " cannot be read: " + e.getMessage());
        }
    }

    private static String tell(AuditVerdict verdict) {
        return switch (verdict) {
            case AuditVerdict.Intact(long entries, String seal) ->
                    entries == 0
                            ? "The audit log is empty."
                            : "The audit log is intact: %d entries.%nKeep this elsewhere; --anchor proves by it that nothing was cut off: %d:%s"
                                    .formatted(entries, entries, seal);
            case AuditVerdict.Broken(long entry, String reason) ->
                    throw LaunchException.failed(
                            "The audit log was changed. Entry %d: %s.".formatted(entry, reason));
        };
    }
}
