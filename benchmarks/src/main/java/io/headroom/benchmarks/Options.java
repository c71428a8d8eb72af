package io.headroom.benchmarks;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What a command was told, as `--name value` in any order; each option has a default. Whatever
/// cannot be used ends the process with status 2, after the command's usage.
public final class Options {

    private final String usage;
    private final Map<String, String> values;

    private Options(String usage, Map<String, String> values) {
        this.usage = usage;
        this.values = values;
    }

    /// Reads them. `--help` alone prints the usage and ends the process with status 0.
    ///
    /// @param defaults of all options that there are, by name, as `--rounds`
    public static Options of(String usage, Map<String, String> defaults, String... arguments) {
        Options options = new Options(usage, new HashMap<>(defaults));
        if (arguments.length == 1 && arguments[0].equals("--help")) {
            System.err.print(usage);
            System.exit(0);
        }
        for (int i = 0; i < arguments.length; i += 2) {
            if (!defaults.containsKey(arguments[i])) {
                throw options.refusal("There is no option " + arguments[i] + ".");
            }
            if (i + 1 == arguments.length) {
                throw options.refusal(arguments[i] + " needs a value.");
            }
            options.values.put(arguments[i], arguments[i + 1]);
        }
        return options;
    }

    /// The value as it is; may be empty.
    public String text(String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    /// A file or folder.
    public Path path(String name) {
        return Path.of(text(name));
    }

    /// Values with commas between; none where it is empty.
    public List<String> list(String name) {
        return text(name).isEmpty() ? List.of() : List.of(text(name).split(",", -1));
    }

    /// A whole number.
    ///
    /// @param least smaller ones are refused
    public int number(String name, int least) {
        try {
            int number = Integer.parseInt(text(name));
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException none) {
            // It is refused like one that is too small.
        }
        throw refusal(name + " must be a whole number of at least " + least + ".");
    }

    /// Ends the process.
    ///
    /// @param why a sentence
    /// @return nothing: it is there to be thrown, so that the compiler knows
    public IllegalArgumentException refusal(String why) {
        System.err.print(why + "\n\n" + usage);
        System.exit(2);
        return new IllegalArgumentException(why);
    }
}
