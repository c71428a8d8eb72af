package io.headroom.operations.node;

import java.net.URI;
import java.time.Instant;
import java.util.regex.Pattern;

/// A node of the service, as it announces itself.
///
/// @param instance its process, and no other one ever; 1 to 64 letters, digits and `-`
/// @param name for people, 1 to 100 characters on one line; a node that starts again may keep it
/// @param address where its calls are, before their paths: `http` or `https` with a host, at most
///   200 characters, without user, query or fragment, and without a slash at its end
/// @param version of the service that it runs, at most 100 characters on one line; empty where
///   nobody says
/// @param started when its process started
public record ServiceNode(
        String instance, String name, URI address, String version, Instant started) {

    private static final Pattern INSTANCE = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern LINE = Pattern.compile("\\P{Cntrl}{0,100}");
    private static final int LONGEST_ADDRESS = 200;

    /// @throws IllegalArgumentException when one of them is none; the message names it
    public ServiceNode {
        if (!INSTANCE.matcher(instance).matches()) {
            throw new IllegalArgumentException(
                    "instance must be 1 to 64 letters, digits or '-', but is '" + instance + "'");
        }
        if (name.isEmpty() || !LINE.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name must be 1 to 100 characters on one line, but is '" + name + "'");
        }
        if (!LINE.matcher(version).matches()) {
            throw new IllegalArgumentException(
                    "version must be at most 100 characters on one line, but is '" + version + "'");
        }
        if (!isAddress(address)) {
            throw new IllegalArgumentException(
                    "address must be http://host[:port][/path] or https://…, but is '"
                            + address
                            + "'");
        }
    }

    private static boolean isAddress(URI address) {
        return ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                && address.getHost() != null
                && address.getRawUserInfo() == null
                && address.getRawQuery() == null
                && address.getRawFragment() == null
                && !address.toString().endsWith("/")
                && address.toString().length() <= LONGEST_ADDRESS;
    }
}
