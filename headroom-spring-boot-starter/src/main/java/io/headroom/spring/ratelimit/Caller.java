package io.headroom.spring.ratelimit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/// Who calls, by his address.
final class Caller {

    private static final int NETWORK_BYTES = 8;

    private Caller() {}

    /// The address; of IPv6 the first 64 bits, which is what one caller is given (RFC 6177), in
    /// hexadecimal.
    static String of(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            return InetAddress.ofLiteral(address) instanceof Inet6Address six
                    ? HexFormat.ofDelimiter(":").formatHex(six.getAddress(), 0, NETWORK_BYTES)
                            + "::/64"
                    : address;
        } catch (IllegalArgumentException notAnAddress) {
            return address;
        }
    }
}
