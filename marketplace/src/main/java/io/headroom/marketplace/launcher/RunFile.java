package io.headroom.marketplace.launcher;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// `run.json`: what scripts need to know of a running shop. It is there from the moment all nodes
/// are ready until the launcher's clean end, and readable by its owner alone, since it holds the
/// database's password.
///
/// @param http the nodes' addresses
/// @param database the shop's database
/// @param redisUrl the address of Redis
/// @param servers process ids of the servers the launcher runs, by name; others' are left out
/// @param nodes process ids of the nodes
/// @param operatorToken the file with the operator's token
record RunFile(
        List<String> http,
        Database database,
        String redisUrl,
        Map<String, Long> servers,
        List<Long> nodes,
        Path operatorToken) {

    void write(Path file) throws IOException {
        DataFolder.writeSecret(file, json());
    }

    static void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    String json() {
        URI redis = URI.create(redisUrl);
        Map<String, Object> pids = new TreeMap<>(servers);
        pids.put("nodes", nodes);
        Map<String, Object> content = new TreeMap<>();
        content.put("http", http);
        content.put(
                "postgres",
                Map.of(
                        "host", database.host(),
                        "port", database.port(),
                        "database", database.database(),
                        "user", database.user(),
                        "password", database.password()));
        content.put(
                "redis",
                Map.of(
                        "host",
                        redis.getHost(),
                        "port",
                        redis.getPort() < 0 ? 6379 : redis.getPort()));
        content.put("pids", pids);
        content.put("operatorToken", operatorToken.toString());
        return JsonMapper.builder()
                .build()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(content);
    }
}
