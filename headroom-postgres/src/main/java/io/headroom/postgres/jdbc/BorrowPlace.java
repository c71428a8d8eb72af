package io.headroom.postgres.jdbc;

import java.util.Arrays;
import java.util.List;

/// Where a connection was borrowed. Making one walks the stack in the virtual machine and keeps it
/// raw; only who asks for the frames pays for their names.
final class BorrowPlace extends Throwable {

    private static final long serialVersionUID = 1L;
    private static final String LAYER = BorrowPlace.class.getPackageName() + ".";
    private static final int MOST = 64;

    BorrowPlace() {
        super("borrowed here");
    }

    /// The frames above this layer, the innermost first.
    List<StackTraceElement> frames() {
        return Arrays.stream(getStackTrace())
                .dropWhile(frame -> frame.getClassName().startsWith(LAYER))
                .limit(MOST)
                .toList();
    }
}
