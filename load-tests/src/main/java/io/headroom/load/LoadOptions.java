package io.headroom.load;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/// The arguments of `./headroom load`.
///
/// @param profile one of [Profile#all]
/// @param url the shop's address without a slash at its end
/// @param factor by which durations are shortened, more than 0, at most 1
/// @param data the data folder of `./headroom run`, whose `run.json` names the operator's token
/// @param start whether to start a shop for the run
/// @param out the report's folder; empty for one in `load-tests/target`, named by profile and time
/// @param queries a file of search texts, one a line, the most frequent first
/// @param seed of all that is drawn
/// @param gatlingReport whether Gatling writes its own report, too
/// @param addresses how many addresses to print instead of a run, in the order of the profile's
///   requests; 0 for a run
record LoadOptions(
        Profile profile,
        String url,
        double factor,
        Path data,
        boolean start,
        String out,
        Path queries,
        long seed,
        boolean gatlingReport,
        int addresses) {

    static final String USAGE =
            """
            Usage: ./headroom load PROFILE [--url http://127.0.0.1:8080] [--factor 1] [--data DIR]
                       [--start] [--out DIR] [--queries FILE] [--seed 1] [--no-gatling-report]
                       [--addresses 0]

              --url      the shop to load; load no service but your own
              --factor   shortens all durations, not the rates; 0.05 makes 21 s of 7 minutes
              --data     the shop's data folder, for the operator's token (c-mixed writes)
              --start    starts a shop with the demo catalogue for the run, and ends it
              --out      where the report goes
              --queries  real search texts, one a line, the most frequent first
              --seed     of all that is drawn; runs with the same seed ask for the same
              --addresses
                         prints so many of what is asked for, for other generators; no run

            Exit status: 0 passed, 1 a threshold was missed, 2 wrong arguments or no shop,
            3 invalid, since the generator did not keep its schedule.

            Profiles:
            """;

    private static final int MOST_ADDRESSES = 10_000_000;
    private static final String DEFAULT_URL = "http://127.0.0.1:8080";

    LoadOptions {
        if (!(factor > 0) || factor > 1) {
            throw new LoadException(
                    "--factor must be more than 0 and at most 1, but is " + factor + ".");
        }
        if (addresses < 0 || addresses > MOST_ADDRESSES) {
            throw new LoadException(
                    "--addresses must be from 0 to %,d, but is %,d."
                            .formatted(MOST_ADDRESSES, addresses));
        }
        URI address = URI.create(url);
        if (address.getHost() == null || !List.of("http", "https").contains(address.getScheme())) {
            throw new LoadException(
                    "--url must be like " + DEFAULT_URL + ", but is '" + url + "'.");
        }
    }

    /// @param home the folder of the project, in which `.headroom` is the default data folder
    /// @throws LoadException saying what is wrong
    static LoadOptions parse(List<String> arguments, Path home) {
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
        String profile = "";
        String url = DEFAULT_URL;
        double factor = 1;
        Path data = home.resolve(".headroom");
        boolean start = false;
        String out = "";
        Path queries = home.resolve("../shared/data/queries.txt").normalize();
        long seed = 1;
        boolean gatlingReport = true;
        int addresses = 0;
        while (!rest.isEmpty()) {
            String name = rest.remove();
            switch (name) {
                case "--url" -> url = value(name, rest).replaceFirst("/+$", "");
                case "--factor" -> factor = number(name, value(name, rest));
                case "--data" -> data = Path.of(value(name, rest)).toAbsolutePath();
                case "--start" -> start = true;
                case "--out" -> out = value(name, rest);
                case "--queries" -> queries = Path.of(value(name, rest));
                case "--seed" -> seed = (long) number(name, value(name, rest));
                case "--no-gatling-report" -> gatlingReport = false;
                case "--addresses" -> addresses = (int) number(name, value(name, rest));
                default -> {
                    if (name.startsWith("-") || !profile.isEmpty()) {
                        throw new LoadException("'load' knows no argument '" + name + "'.");
                    }
                    profile = name;
                }
            }
        }
        return new LoadOptions(
                profile(profile),
                url,
                factor,
                data,
                start,
                out,
                queries,
                seed,
                gatlingReport,
                addresses);
    }

    private static Profile profile(String name) {
        return Profile.named(name)
                .orElseThrow(() ->
                        new LoadException(
                                "There is no profile '%s'; there are %s."
                                        .formatted(name, names())));
    }

    private static String names() {
        return Profile.all().stream().map(Profile::name).collect(Collectors.joining(", "));
    }

    static String usage() {
        return Profile.all().stream()
                .map(profile -> "  %-12s %s%n".formatted(profile.name(), profile.summary()))
                .collect(Collectors.joining("", USAGE, ""));
    }

    private static String value(String name, Deque<String> rest) {
        if (rest.isEmpty() || rest.element().isEmpty()) {
            throw new LoadException(name + " needs a value.");
        }
        return rest.remove();
    }

    private static double number(String name, String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new LoadException(name + " must be a number, but is '" + value + "'.", e);
        }
    }
}
