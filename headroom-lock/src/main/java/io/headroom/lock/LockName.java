package io.headroom.lock;

/// What may be a name.
final class LockName {

    static final int LONGEST = 256;

    private LockName() {}

    /// @throws IllegalArgumentException saying what is wrong, without repeating a long name
    static void refuseUnfit(String name) {
        if (name.isEmpty() || name.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "name must be 1 to %d characters, but has %d"
                            .formatted(LONGEST, name.length()));
        }
        for (int i = 0; i < name.length(); i++) {
            if (Character.isISOControl(name.charAt(i))) {
                throw new IllegalArgumentException(
                        "name must hold no control character, but has U+%04X at %d"
                                .formatted((int) name.charAt(i), i));
            }
        }
    }
}
