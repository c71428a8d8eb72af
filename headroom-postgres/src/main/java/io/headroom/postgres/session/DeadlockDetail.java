package io.headroom.postgres.session;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The lines of an error 40P01: `Process 84 waits for ShareLock on transaction 745; blocked by
/// process 85.` Read by position, as the server translates the words (`lc_messages`): a line begins
/// with one process and ends with the other.
record DeadlockDetail(int pid, String waitsFor, int blockedBy) {

    private static final Pattern ENGLISH =
            Pattern.compile("Process (\\d+) waits for (.+); blocked by process (\\d+)\\.");
    private static final Pattern ANY = Pattern.compile("^\\D*(\\d+)\\b(.*)\\b(\\d+)\\D*$");

    static List<DeadlockDetail> parse(String detail) {
        List<DeadlockDetail> lines = new ArrayList<>();
        for (String line : detail.lines().toList()) {
            Matcher english = ENGLISH.matcher(line);
            Matcher any = ANY.matcher(line);
            if (english.find()) {
                lines.add(of(english));
            } else if (any.find()) {
                lines.add(of(any));
            }
        }
        return lines;
    }

    private static DeadlockDetail of(Matcher line) {
        return new DeadlockDetail(
                Integer.parseInt(line.group(1)),
                line.group(2).strip(),
                Integer.parseInt(line.group(3)));
    }
}
