package io.headroom.marketplace.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The arguments of `./headroom run`.
///
/// @param port the first node's HTTP port, 1 to 65535; node *k* listens on port + *k* − 1
/// @param nodes how many nodes, 1 to 16
/// @param data the data folder, created when missing
/// @param catalog `demo` or a file; empty to keep the catalogue that is there, and to load the demo
///   where there is none
/// @param fresh whether to delete the data folder first
record RunOptions(int port, int nodes, Path data, String catalog, boolean fresh) {

    static final String DEMO = "demo";
    private static final int MOST_NODES = 16;

    RunOptions {
        if (port < 1 || port + nodes - 1 > 65_535) {
            throw LaunchException.usage(
                    "--port must be from 1 to 65535, with room for every node's, but is %d for %d."
                            .formatted(port, nodes));
        }
    }

    /// Reads the arguments after `run`.
    ///
    /// @param home the folder that holds the default data folder
    /// @param workingDirectory the folder that relative paths count from
    static RunOptions parse(List<String> arguments, Path home, Path workingDirectory) {
        int port = 8080;
        int nodes = 1;
        Path data = home.resolve(".headroom");
        String catalog = "";
        boolean fresh = false;
        Deque<String> rest = new ArrayDeque<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (argument.startsWith("--") && equals > 0) {
                rest.add(argument.substring(0, equals));
                rest.add(argument.substring(equals + 1));
            } else {
                rest.add(argument);
            }
        }
        while (!rest.isEmpty()) {
            String name = rest.remove();
            switch (name) {
                case "--port" -> port = number(name, value(name, rest), 65_535);
                case "--nodes" -> nodes = number(name, value(name, rest), MOST_NODES);
                case "--data" -> data = workingDirectory.resolve(value(name, rest));
                case "--catalog" -> catalog = catalog(value(name, rest), workingDirectory);
                case "--fresh" -> fresh = true;
                default -> throw LaunchException.usage("'run' knows no argument '" + name + "'.");
            }
        }
        return new RunOptions(port, nodes, data.toAbsolutePath().normalize(), catalog, fresh);
    }

    private static String value(String name, Deque<String> rest) {
        if (rest.isEmpty() || rest.element().startsWith("--") || rest.element().isEmpty()) {
            throw LaunchException.usage(name + " needs a value.");
        }
        return rest.remove();
    }

    private static int number(String name, String value, int most) {
        try {
            int number = Integer.parseInt(value);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The message below says it for words and for numbers out of range alike.
        }
        throw LaunchException.usage(
                "%s must be a whole number from 1 to %d, but is '%s'."
                        .formatted(name, most, value));
    }

    private static String catalog(String value, Path workingDirectory) {
        if (value.equals(DEMO)) {
            return DEMO;
        }
        Path file = workingDirectory.resolve(value).normalize();
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw LaunchException.usage(
                    "--catalog must be 'demo' or a readable file, but '" + file + "' is none.");
        }
        return file.toString();
    }
}
