package io.headroom.benchmarks.walk;

import io.headroom.benchmarks.Options;
import io.headroom.benchmarks.shop.RunningShop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import tools.jackson.databind.JsonNode;

/// `./headroom bench operations-walk`: the shop has a cache that is too small, and somebody at the
/// page sees it, tries the proposed action, applies it, and sees that it worked.
public final class OperationsWalk {

    private static final String USAGE =
            """
            Usage: ./headroom bench operations-walk [--out FOLDER]

              --out  where the pictures go; default docs/images

            Needs Chromium and Playwright's driver: .ci/install-browser. Exit status 1 when the trouble is not
            found, or the fix is not verified.
            """;

    /// Before that the virtual machine is young, and other things are wrong, too.
    private static final Duration WARM_UP = Duration.ofMinutes(3);

    private static final Duration TO_FIND = Duration.ofMinutes(3);
    private static final Duration TO_VERIFY = Duration.ofMinutes(7);

    /// Five minutes at 100 requests a second.
    private static final String PROFILE = "b-100";

    /// A tenth of the items' cards; and without the response cache, which would hide it.
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "HEADROOM_CACHE_CACHES_CARDS_MAX_ENTRIES", "2000",
                    "HEADROOM_HTTP_RESPONSE_CACHE_ENABLED", "false",
                    "HEADROOM_POSTGRES_INDEXES_ADVISE_EVERY", "0");

    private final RunningShop shop;
    private final PersonAtPage person;
    private final LongSupplier nanoTime;

    private OperationsWalk(RunningShop shop, PersonAtPage person, LongSupplier nanoTime) {
        this.shop = shop;
        this.person = person;
        this.nanoTime = nanoTime;
    }

    /// Runs it.
    ///
    /// @param arguments see `--help`
    public static void main(String[] arguments) throws Exception {
        Path out = Options.of(USAGE, Map.of("--out", "docs/images"), arguments).path("--out");
        PersonAtPage.refuseWithoutBrowser();
        Path home = Path.of("").toAbsolutePath();
        say("building the load test");
        RunningShop.buildLoad(home);
        say("starting a shop");
        boolean verified;
        try (RunningShop shop = RunningShop.start(home, SETTINGS, System::nanoTime);
                PersonAtPage person = PersonAtPage.at(shop.url(), out)) {
            Thread load = Thread.ofPlatform().name("load").start(() -> load(shop));
            try {
                verified = new OperationsWalk(shop, person, System::nanoTime).run();
            } finally {
                load.interrupt();
                load.join();
            }
        }
        System.exit(verified ? 0 : 1);
    }

    /// Runs the profile again and again until it is interrupted.
    private static void load(RunningShop shop) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Process load = shop.load(PROFILE, 1);
                try {
                    load.waitFor();
                } finally {
                    // It writes into the shop's folder, which goes with the shop.
                    load.destroy();
                    load.onExit().join();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean run() throws Exception {
        TimeUnit.NANOSECONDS.sleep(WARM_UP.toNanos());
        long start = nanoTime.getAsLong();
        JsonNode finding = await(TO_FIND, this::found);
        if (finding.isMissingNode()) {
            say("the trouble was not found");
            return false;
        }
        say("found after %.0f s: %s".formatted(secondsSince(start), finding.path("title")));
        person.open("now");
        person.waitMillis(3_000);
        person.wholePicture("walk-1-trouble");
        person.open("findings");
        person.waitFor("The cache cards is too small", 30_000);
        person.picture("walk-2-finding");
        person.press("What would be done");
        person.identify(shop.operatorToken());
        person.waitFor("What would be done", 30_000);
        person.picture("walk-3-try");
        person.confirm();
        person.press("Apply:");
        person.picture("walk-4-apply");
        person.confirm();
        JsonNode change = await(TO_VERIFY, this::verified);
        String state = change.path("state").asString("");
        say("%s after %.0f s: %s".formatted(state, secondsSince(start), change));
        person.open("findings");
        person.waitMillis(1_000);
        person.picture("walk-5-verified");
        person.open("now");
        person.waitMillis(5_000);
        person.picture("operations-now");
        person.phonePicture("now", "operations-phone");
        return state.equals("CONFIRMED");
    }

    @FunctionalInterface
    private interface Look {
        JsonNode look() throws IOException, InterruptedException;
    }

    private JsonNode await(Duration patience, Look look) throws Exception {
        long deadline = nanoTime.getAsLong() + patience.toNanos();
        JsonNode seen = look.look();
        while (seen.isMissingNode() && nanoTime.getAsLong() < deadline) {
            TimeUnit.SECONDS.sleep(1);
            seen = look.look();
        }
        return seen;
    }

    /// The finding with an action, when it stands first.
    private JsonNode found() throws IOException, InterruptedException {
        JsonNode first = shop.operations("/findings").path("findings").path(0);
        return first.path("title").asString("").startsWith("The cache cards is too small")
                        && !first.path("actions").isEmpty()
                ? first
                : first.path("none");
    }

    /// The newest change, when it is not being measured any more.
    private JsonNode verified() throws IOException, InterruptedException {
        JsonNode newest = shop.operations("/findings").path("changes").path(0);
        return newest.path("state").asString("VERIFYING").equals("VERIFYING")
                ? newest.path("none")
                : newest;
    }

    private double secondsSince(long start) {
        return (nanoTime.getAsLong() - start) / 1e9;
    }

    private static void say(String text) {
        System.err.println(text);
    }
}
