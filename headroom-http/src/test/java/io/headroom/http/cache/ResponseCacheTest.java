package io.headroom.http.cache;

import static io.headroom.http.cache.Answered.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.headroom.core.Bytes;
import io.headroom.http.EntityTag;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseCacheTest {

    private static final ResponsePolicy MINUTE =
            ResponsePolicy.defaults()
                    .withTtl(Duration.ofMinutes(1))
                    .withStaleWhileRevalidate(Duration.ofSeconds(10))
                    .withStaleIfError(Duration.ofSeconds(100));
    private static final Asked ITEM = Asked.get("/items/17?lang=en");

    private long now;
    private final ResponseCache cache =
            new ResponseCache(
                    new ResponseCacheOptions(
                            Bytes.parse("1MB"),
                            Bytes.parse("100KB"),
                            Duration.ofSeconds(5),
                            List.of("X-Session")),
                    () -> now);
    private final Data data = new Data();

    private StoredAnswer stored(Asked request, CapturedAnswer answer) {
        return switch (cache.store(cache.lead(request), request, MINUTE, answer, data)) {
            case Verdict.Stored(StoredAnswer stored) -> stored;
            case Verdict.Refused(String why) -> throw new AssertionError("refused: " + why);
        };
    }

    private String refusal(Asked request, CapturedAnswer answer) {
        return switch (cache.store(cache.lead(request), request, MINUTE, answer, data)) {
            case Verdict.Stored _ -> "";
            case Verdict.Refused(String why) -> why;
        };
    }

    private void after(Duration time) {
        now += time.toNanos();
    }

    private static String text(Found found) {
        return switch (found) {
            case Found.Fresh(var answer) -> "fresh " + body(answer);
            case Found.Stale(var answer) -> "stale " + body(answer);
            case Found.Expired(var answer) -> "expired " + body(answer);
            case Found.Missing() -> "missing";
            case Found.Bypassed() -> "bypassed";
        };
    }

    private static String body(StoredAnswer answer) {
        return new String(answer.make(List.of()).body(), StandardCharsets.UTF_8);
    }

    @Test
    void whatWasStoredIsFoundByTheSameQuestionAndByHeadUntilItsTimeIsOver() {
        assertThat(text(cache.find(ITEM))).isEqualTo("missing");
        stored(ITEM, answer("one"));
        after(Duration.ofSeconds(59));
        assertThat(text(cache.find(ITEM))).isEqualTo("fresh one");
        assertThat(text(cache.find(ITEM.head()))).isEqualTo("fresh one");
        assertThat(text(cache.find(Asked.get("/items/17")))).isEqualTo("missing");
        assertThat(text(cache.find(ITEM.by("POST")))).isEqualTo("bypassed");
    }

    @Test
    void anExpiredAnswerIsServedWhileItIsMadeAnewThenOnlyIfThatFailsThenNeverMore() {
        stored(ITEM, answer("one"));
        after(Duration.ofSeconds(61));
        assertThat(text(cache.find(ITEM))).isEqualTo("stale one");
        after(Duration.ofSeconds(10));
        assertThat(text(cache.find(ITEM))).isEqualTo("expired one");
        after(Duration.ofSeconds(100));
        assertThat(text(cache.find(ITEM))).isEqualTo("missing");
        assertThat(cache.statistics().entries()).isZero();
    }

    @Test
    void whatIsAboveThePartOfTheCapacityThatMayBeUsedIsDroppedAtOnce() {
        for (int i = 0; i < 20; i++) {
            stored(Asked.get("/items/" + i), answer("x".repeat(40_000)));
        }
        long before = cache.statistics().bytes();
        assertThat(before).isGreaterThan(800_000);
        cache.use(0.25);
        assertThat(cache.statistics().bytes()).isBetween(1L, 1L << 18);
        assertThat(cache.statistics().capacity()).isEqualTo(1L << 18);
        cache.use(1);
        assertThat(cache.statistics().capacity()).isEqualTo(1L << 20);
        assertThatThrownBy(() -> cache.use(0)).hasMessageContaining("share");
        assertThatThrownBy(() -> cache.use(1.1)).hasMessageContaining("share");
    }

    @Test
    void anAnswerWhoseDataWasInvalidatedIsServedInNoCase() {
        stored(ITEM, answer("one"));
        data.invalidated = true;
        assertThat(text(cache.find(ITEM))).isEqualTo("missing");

        Data other = new Data();
        cache.store(cache.lead(ITEM), ITEM, MINUTE, answer("two"), other);
        after(Duration.ofSeconds(61));
        other.invalidated = true;
        assertThat(text(cache.find(ITEM))).isEqualTo("missing");
    }

    @Test
    void aNodeThatIsCutOffDoesNotServeAndServesAgainWhenItKnowsThatNothingChanged() {
        stored(ITEM, answer("one"));
        StoredAnswer kept = ((Found.Fresh) cache.find(ITEM)).answer();
        data.coherent = false;
        assertThat(text(cache.find(ITEM))).isEqualTo("missing");
        assertThat(kept.isFresh(now)).isFalse();
        assertThat(kept.isFallback(now)).isFalse();
        data.coherent = true;
        assertThat(text(cache.find(ITEM))).isEqualTo("fresh one");
    }

    @Test
    void anAnswerIsNotFreshForLongerThanTheDataItShows() {
        data.fresh = Duration.ofSeconds(5);
        StoredAnswer answer = stored(ITEM, answer("one"));
        assertThat(answer.ttlSeconds(now)).isEqualTo(5);
        after(Duration.ofSeconds(5));
        assertThat(text(cache.find(ITEM))).isEqualTo("stale one");
        assertThat(answer.ageSeconds(now)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "Set-Cookie, a=b, set-cookie",
        "Cache-Control, no-store, no-store",
        "Cache-Control, private, no-store",
        "Cache-Control, 'private=\"x\", max-age=9', no-store",
        "Headroom-Cache-Control, no-store, no-store",
        "Content-Range, bytes 0-1/2, encoded",
        "Content-Encoding, gzip, encoded",
        "Vary, *, vary"
    })
    void whatMustNotBeSharedIsNotStored(String name, String value, String why) {
        assertThat(refusal(ITEM, answer("one", name, value))).isEqualTo(why);
        assertThat(text(cache.find(ITEM))).isEqualTo("missing");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 206, 302, 303, 304, 400, 401, 403, 405, 429, 500, 502, 503, 504})
    void theseStatusesAreNeverStored(int status) {
        assertThat(refusal(ITEM, answer(status, "no"))).isIn("status", "error");
    }

    @Test
    void thatThereIsNoneIsKeptForAShortTimeOnly() {
        stored(ITEM, answer(404, "none"));
        after(Duration.ofSeconds(9));
        assertThat(text(cache.find(ITEM))).isEqualTo("fresh none");
        after(Duration.ofSeconds(1));
        assertThat(text(cache.find(ITEM))).isEqualTo("stale none");
    }

    @Test
    void whatCannotBeTracedIsNotStored() {
        data.complete = false;
        assertThat(refusal(ITEM, answer("one"))).isEqualTo("untraceable");
    }

    @Test
    void aBodyThatIsTooLongIsNotStored() {
        assertThat(refusal(ITEM, answer("x".repeat(100 * 1024 + 1)))).isEqualTo("size");
    }

    @Test
    void anAuthorizedRequestNeitherFillsNorReadsUnlessTheRouteSaysSo() {
        Asked authorized = ITEM.with("Authorization", "Bearer x");
        assertThat(refusal(authorized, answer("mine"))).isEqualTo("authorization");
        stored(ITEM, answer("ours"));
        assertThat(text(cache.find(authorized))).isEqualTo("bypassed");

        cache.store(
                cache.lead(authorized),
                authorized,
                MINUTE.withSharedWithAuthorized(true),
                answer("all"),
                data);
        assertThat(text(cache.find(authorized))).isEqualTo("fresh all");
        assertThat(text(cache.find(ITEM))).isEqualTo("fresh all");
    }

    @Test
    void aClientThatMustReadItsOwnWritesIsLetThrough() {
        stored(ITEM, answer("one"));
        assertThat(text(cache.find(ITEM.with("X-Session", "1")))).isEqualTo("bypassed");
    }

    @Test
    void aRequestThatForbidsStoringIsAnsweredFromTheCacheAndNotStored() {
        Asked shy = ITEM.with("Cache-Control", "no-store");
        assertThat(refusal(shy, answer("one"))).isEqualTo("request-no-store");
        stored(ITEM, answer("one"));
        assertThat(text(cache.find(shy))).isEqualTo("fresh one");
    }

    @Test
    void varyTellsAnswersApartByTheHeadersItNamesWhateverTheirSpacing() {
        stored(ITEM.with("X-Shop", "a,b"), answer("one", "Vary", "X-Shop, Accept-Encoding"));
        stored(ITEM.with("X-Shop", "c"), answer("two", "Vary", "x-shop"));
        stored(ITEM, answer("none", "Vary", "X-Shop"));
        assertThat(text(cache.find(ITEM.with("X-Shop", "a , b")))).isEqualTo("fresh one");
        assertThat(text(cache.find(ITEM.with("X-Shop", "c")))).isEqualTo("fresh two");
        assertThat(text(cache.find(ITEM))).isEqualTo("fresh none");
        assertThat(text(cache.find(ITEM.with("X-Shop", "d")))).isEqualTo("missing");
    }

    @Test
    void languagesAreComparedWhateverTheirCaseAndInTheirOrder() {
        stored(
                ITEM.with("Accept-Language", "en-GB, de;q=0.5"),
                answer("one", "Vary", "Accept-Language"));
        stored(ITEM.with("X-Shop", "Main"), answer("other", "Vary", "X-Shop"));
        assertThat(text(cache.find(ITEM.with("Accept-Language", "EN-gb,DE;Q=0.5"))))
                .isEqualTo("fresh one");
        assertThat(text(cache.find(ITEM.with("Accept-Language", "de;q=0.5, en-GB"))))
                .isEqualTo("missing");
        assertThat(text(cache.find(ITEM.with("X-Shop", "main")))).isEqualTo("missing");
    }

    @Test
    void aHeaderOfSpacesIsComparedInOnePass() {
        stored(ITEM.with("X-Shop", "a"), answer("one", "Vary", "X-Shop"));
        String spaces = "a" + " ".repeat(1_000_000) + "b";
        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () ->
                        assertThat(text(cache.find(ITEM.with("X-Shop", spaces + ',' + spaces))))
                                .isEqualTo("missing"));
    }

    @Test
    void theVariantsOfATargetAreBounded() {
        for (int i = 0; i < 100; i++) {
            stored(ITEM.with("X-Shop", "s" + i), answer("v" + i, "Vary", "X-Shop"));
        }
        assertThat(text(cache.find(ITEM.with("X-Shop", "s99")))).isEqualTo("fresh v99");
        assertThat(text(cache.find(ITEM.with("X-Shop", "s0")))).isEqualTo("missing");
    }

    @Test
    void whatNamesTheHostIsPartOfTheKeySoThatNobodyChoosesWhatOthersGet() {
        stored(ITEM, answer("one"));
        assertThat(text(cache.find(ITEM.with("Host", "evil.example")))).isEqualTo("missing");
        assertThat(text(cache.find(ITEM.with("Host", "SHOP.example")))).isEqualTo("fresh one");
        for (String name : List.of("X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix")) {
            assertThat(text(cache.find(ITEM.with(name, "evil")))).as(name).isEqualTo("missing");
        }
        assertThat(text(cache.find(ITEM.with("Forwarded", "for=1.2.3.4;host=evil"))))
                .isEqualTo("missing");
        stored(ITEM.with("Forwarded", "for=1.2.3.4;proto=https"), answer("two"));
        assertThat(text(cache.find(ITEM.with("Forwarded", "for=5.6.7.8; proto=https"))))
                .isEqualTo("fresh two");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    20      | 20
                    20, 0   | 20
                    0, 20   | 0
                    -20     | 0
                    20;x=1  | 0
                    old     | 0
                    """)
    void theAgeThatTheApplicationNamesCounts(String age, int seconds) {
        StoredAnswer answer = stored(ITEM, answer("one", "Age", age));
        assertThat(answer.ageSeconds(now)).isEqualTo(seconds);
        assertThat(answer.ttlSeconds(now)).isEqualTo(60 - seconds);
        after(Duration.ofSeconds(5));
        assertThat(answer.ageSeconds(now)).isEqualTo(seconds + 5);
    }

    @Test
    void whatIsTooOldWhenItComesIsNotStored() {
        assertThat(refusal(ITEM, answer("one", "Age", "60"))).isEqualTo("ttl");
        assertThat(refusal(ITEM, answer("one", "Age", "9".repeat(18)))).isEqualTo("ttl");
    }

    @Test
    void theDateOfAnAnswerStays() {
        String date = "Sun, 06 Nov 1994 08:49:37 GMT";
        assertThat(stored(ITEM, answer("one", "Date", date)).headers())
                .contains(new HeaderField("Date", date));
    }

    @Test
    void aTargetIsForgottenInAllItsVariantsAndNoOtherIs() {
        Asked other = Asked.get("/items/18");
        stored(ITEM.with("Accept", "a"), answer("a", "Vary", "Accept"));
        stored(ITEM.with("Accept", "b"), answer("b", "Vary", "Accept"));
        stored(other, answer("other"));
        cache.forget(ITEM.by("POST"));
        assertThat(cache.find(ITEM.with("Accept", "a"))).isInstanceOf(Found.Missing.class);
        assertThat(cache.find(ITEM.with("Accept", "b"))).isInstanceOf(Found.Missing.class);
        assertThat(cache.find(other)).isInstanceOf(Found.Fresh.class);
        cache.forget(ITEM.by("POST"), "/items/18");
        assertThat(cache.find(other)).isInstanceOf(Found.Missing.class);
    }

    @Test
    void whatWasForgottenWhileItWasAskedForIsNotStoredAgain() {
        Flight before = cache.lead(ITEM);
        Flight behind = cache.lead(ITEM);
        Flight other = cache.lead(Asked.get("/items/18"));
        cache.forget(Asked.get("/items/17?lang=en").by("POST"));
        assertThat(verdict(before)).isEqualTo(new Verdict.Refused("outdated"));
        before.land(false);
        assertThat(verdict(behind)).isEqualTo(new Verdict.Refused("outdated"));
        assertThat(text(cache.find(ITEM))).isEqualTo("missing");
        assertThat(verdict(other)).isInstanceOf(Verdict.Stored.class);
        assertThat(verdict(cache.lead(ITEM))).isInstanceOf(Verdict.Stored.class);

        Flight cleared = cache.lead(ITEM);
        cache.clear();
        assertThat(verdict(cleared)).isEqualTo(new Verdict.Refused("outdated"));
    }

    private Verdict verdict(Flight flight) {
        return cache.store(flight, ITEM, MINUTE, answer("of then"), data);
    }

    @Test
    void headersOfOneRequestOrConnectionAreNotKeptAndTheRestIsInOrder() {
        data.tags = List.of("a b", "item/17");
        StoredAnswer answer =
                stored(
                        ITEM,
                        answer(
                                "one",
                                "X-Correlation-Id",
                                "abc",
                                "Connection",
                                "X-Hop, close, close",
                                "X-Hop",
                                "1",
                                "Age",
                                "0",
                                "Server-Timing",
                                "db;dur=1",
                                "Content-Language",
                                "en"));
        assertThat(answer.headers())
                .extracting(field -> field.name() + ": " + field.value())
                .containsExactly(
                        "Content-Type: application/json",
                        "Content-Language: en",
                        "Cache-Control: no-cache",
                        "Vary: accept-encoding",
                        "Surrogate-Key: headroom a%20b item/17");
    }

    @Test
    void aLineEndInAHeaderDoesNotBeginAnotherOne() {
        StoredAnswer answer =
                stored(ITEM, answer("one", "X-Echo", "a\r\nSet-Cookie: b=c\n\u0000d\te"));
        assertThat(answer.headers())
                .contains(new HeaderField("X-Echo", "a  Set-Cookie: b=c  d\te"));
        assertThat(new String(answer.headerLines(), StandardCharsets.ISO_8859_1))
                .doesNotContain("\nSet-Cookie");
    }

    @Test
    void theHandlersOwnWordsComeBeforeThoseOfThePolicy() {
        StoredAnswer answer =
                stored(
                        ITEM,
                        answer(
                                "one",
                                "Cache-Control",
                                "public, max-age=60",
                                "Headroom-Cache-Control",
                                "max-age=7"));
        assertThat(answer.ttlSeconds(now)).isEqualTo(7);
        assertThat(answer.headers())
                .contains(new HeaderField("Cache-Control", "public, max-age=60"))
                .noneMatch(field -> field.is("Headroom-Cache-Control"));
    }

    @Test
    void aStrongTagOfTheApplicationIsKeptAndAWeakOneIsReplacedByOneOfTheBytes() {
        assertThat(stored(ITEM, answer("one", "ETag", "\"17-3\"")).tag())
                .isEqualTo(new EntityTag("17-3", false));
        EntityTag ofBytes = stored(ITEM, answer("one", "ETag", "W/\"x\"")).tag();
        assertThat(ofBytes.weak()).isFalse();
        assertThat(stored(ITEM, answer("one")).tag()).isEqualTo(ofBytes);
        assertThat(stored(ITEM, answer("two")).tag()).isNotEqualTo(ofBytes);
    }

    @Test
    void ofManyWhoAskForTheSameOneLeadsAndTheOthersGetWhatItFound() throws Exception {
        Flight lead = cache.lead(ITEM);
        assertThat(lead.isOwn()).isTrue();
        List<Future<Boolean>> others = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                Flight other = cache.lead(ITEM);
                assertThat(other.isOwn()).isFalse();
                others.add(threads.submit(other::join));
            }
            stored(ITEM, answer("one"));
            lead.land(true);
            lead.land(false);
            for (Future<Boolean> other : others) {
                assertThat(other.get()).isTrue();
            }
        }
        assertThat(cache.lead(ITEM).isOwn()).as("the next flight is another one").isTrue();
    }

    @Test
    void whatIsKeptIsBoundedByItsBytes() {
        String body = "x".repeat(50_000);
        for (int i = 0; i < 100; i++) {
            stored(Asked.get("/" + i), answer(body));
        }
        assertThat(cache.statistics().bytes()).isLessThanOrEqualTo(1 << 20);
        assertThat(cache.statistics().evictions()).isGreaterThan(50);
        cache.clear();
        assertThat(cache.statistics().entries()).isZero();
    }

    @Test
    void nonsenseIsRefusedByName() {
        assertThatThrownBy(() -> MINUTE.withTtl(Duration.ZERO)).hasMessageContaining("ttl");
        assertThatThrownBy(() -> MINUTE.withStaleIfError(Duration.ofSeconds(-1)))
                .hasMessageContaining("staleIfError");
        assertThatThrownBy(() -> MINUTE.withCacheControl("a\r\nSet-Cookie: b"))
                .hasMessageContaining("cacheControl");
        assertThatThrownBy(() ->
                        new ResponseCacheOptions(
                                Bytes.parse("1KB"), Bytes.parse("1KB"), Duration.ZERO, List.of()))
                .hasMessageContaining("capacity");
    }
}
