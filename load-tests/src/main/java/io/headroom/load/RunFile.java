package io.headroom.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What `./headroom run` tells of the running shop in its data folder.
final class RunFile {

    private RunFile() {}

    static Path in(Path data) {
        return data.resolve("run.json");
    }

    /// The operator's token, empty when the folder is not that of a running shop.
    static String operatorToken(Path data) {
        if (!Files.isReadable(in(data))) {
            return "";
        }
        try {
            String file =
                    JsonMapper.builder()
                            .build()
                            .readTree(Files.readString(in(data)))
                            .path("operatorToken")
                            .asString("");
            return file.isEmpty() ? "" : Files.readString(data.resolve(file)).strip();
        } catch (IOException | JacksonException e) {
            throw new LoadException(in(data) + " cannot be read: " + e, e);
        }
    }
}
