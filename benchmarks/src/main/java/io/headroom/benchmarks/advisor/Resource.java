package io.headroom.benchmarks.advisor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The files beside the classes.
final class Resource {

    private Resource() {}

    static String read(String file) throws IOException {
        try (InputStream in = Resource.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IOException(file + " is missing in the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
