package io.headroom.marketplace.launcher;

import io.headroom.marketplace.identity.Caller;
import io.headroom.marketplace.identity.TokenKey;
import io.headroom.marketplace.identity.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// `./headroom token --operator | --merchant ID | --customer ID [--data DIR]`: prints a token for
/// development, valid for a day.
final class TokenCommand {

    private static final Duration VALIDITY = Duration.ofDays(1);

    private TokenCommand() {}

    static String sign(
            List<String> arguments, Path home, Path workingDirectory, InstantSource clock) {
        Path data = home.resolve(".headroom");
        Caller caller = new Caller.Anonymous();
        for (int i = 0; i < arguments.size(); i++) {
            String name = arguments.get(i);
            switch (name) {
                case "--operator" -> caller = new Caller.Operator();
                case "--merchant" ->
                        caller =
                                new Caller.Merchant(
                                        (int) id(name, arguments, ++i, Integer.MAX_VALUE));
                case "--customer" ->
                        caller = new Caller.Customer(id(name, arguments, ++i, Long.MAX_VALUE));
                case "--data" -> data = workingDirectory.resolve(value(name, arguments, ++i));
                default -> throw LaunchException.usage("'token' knows no argument '" + name + "'.");
            }
        }
        if (caller instanceof Caller.Anonymous) {
            throw LaunchException.usage(
                    "'token' needs --operator, --merchant ID or --customer ID.");
        }
        if (!Files.exists(data.resolve(TokenKey.FILE))) {
            throw LaunchException.failed(
                    "There is no key in %s yet: './headroom run' makes it.".formatted(data));
        }
        try {
            return new Tokens(TokenKey.in(data), clock).sign(caller, VALIDITY);
        } catch (IOException | IllegalStateException e) {
            throw LaunchException.failed("The key cannot be used: " + e.getMessage());
        }
    }

    private static String value(String name, List<String> arguments, int i) {
        if (i >= arguments.size()) {
            throw LaunchException.usage(name + " needs a value.");
        }
        return arguments.get(i);
    }

    private static long id(String name, List<String> arguments, int i, long most) {
        String text = value(name, arguments, i);
        try {
            long id = Long.parseLong(text);
            if (id >= 1 && id <= most) {
                return id;
            }
        } catch (NumberFormatException e) {
            // The message below says it.
        }
        throw LaunchException.usage(
                "%s must be a number from 1, but is '%s'.".formatted(name, text));
    }
}
