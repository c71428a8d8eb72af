package io.headroom.marketplace.orders;

import java.util.random.RandomGenerator;

/// Numbers of orders: `W` and ten characters of Crockford's Base32, which has no letters that look
/// like digits. They tell nobody how many orders there are, and none comes twice, not even after
/// the catalogue was loaded anew.
final class OrderNumbers {

    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 10;

    private final RandomGenerator random;

    /// @param random safe for use by many threads
    OrderNumbers(RandomGenerator random) {
        this.random = random;
    }

    String next() {
        StringBuilder number = new StringBuilder("W");
        for (int i = 0; i < LENGTH; i++) {
            number.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return number.toString();
    }
}
