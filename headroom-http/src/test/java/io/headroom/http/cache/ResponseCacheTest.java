package io.headroom.http.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.headroom.core.Bytes;
import io.headroom.http.ContentCoding;
import io.headroom.http.EntityTag;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;
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

    private static CapturedAnswer answer(String body, String... headers) {
        return answer(200, body, headers);
    }

    private static CapturedAnswer answer(int status, String body, String... headers) {
        List<HeaderField> fields = new ArrayList<>();
        fields.add(new HeaderField("Content-Type", "application/json"));
        for (int i = 0; i < headers.length; i += 2) {
            fields.add(new HeaderField(headers[i], headers[i + 1]));
        }
        return new CapturedAnswer(
                "/items/{id}", status, fields, body.getBytes(StandardCharsets.UTF_8));
    }

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
    void aLongTextIsSentInThePreferredCodingThatWasMadeOnce() throws IOException {
        String text = "{\"words\":\"" + "many times the same ".repeat(100) + "\"}";
        StoredAnswer answer = stored(ITEM, answer(text, "ETag", "\"17-3\""));
        Asked gzip = ITEM.with("Accept-Encoding", "gzip");
        assertThat(Delivery.of(gzip, answer)).as("has yet to be made").isNull();
        Representation made = Delivery.making(gzip, answer).representation();
        assertThat(made.coding()).isEqualTo(ContentCoding.GZIP);
        assertThat(made.tag()).isEqualTo(new EntityTag("17-3--gzip", false));
        assertThat(new GZIPInputStream(new ByteArrayInputStream(made.body())).readAllBytes())
                .isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        assertThat(Delivery.making(gzip, answer).representation()).isSameAs(made);
        Delivery again = Objects.requireNonNull(Delivery.of(gzip, answer));
        assertThat(again.representation()).isSameAs(made);
    }

    @Test
    void whatIsMadeAndWhatIsLetGoCountsToTheByte() {
        String text = "{\"words\":\"" + "many times the same ".repeat(100) + "\"}";
        StoredAnswer answer = stored(ITEM, answer(text));
        long plainOnly = cache.statistics().bytes();
        int gzip =
                cache.deliver(ITEM.with("Accept-Encoding", "gzip"), answer)
                        .representation()
                        .length();
        assertThat(cache.statistics().bytes() - plainOnly)
                .as("the plain bytes, that nobody wants, are let go")
                .isEqualTo(gzip - text.length());
        int brotli =
                cache.deliver(ITEM.with("Accept-Encoding", "br"), answer).representation().length();
        long eachBeside = 256;
        assertThat(cache.statistics().bytes() - plainOnly)
                .isEqualTo(gzip - text.length() + brotli + eachBeside);
        assertThat(cache.deliver(ITEM, answer).representation().body()).hasSize(text.length());
        long all = cache.statistics().bytes();
        assertThat(all - plainOnly).isEqualTo(gzip + brotli + 2 * eachBeside);
        cache.deliver(ITEM.head(), answer);
        cache.deliver(ITEM.with("If-None-Match", "*"), answer);
        assertThat(cache.statistics().bytes()).isEqualTo(all);
        cache.forget(ITEM);
        assertThat(cache.statistics().bytes()).isZero();
    }

    @Test
    void plainBytesThatStandInForACodingThatSavesTooLittleAreKept() {
        // Mostly noise: at the border of what is worth a coding, which is another one for each.
        Random random = new Random(1);
        for (int noise = 1_750; noise <= 1_775; noise += 5) {
            byte[] body = new byte[2_000];
            for (int i = 0; i < noise; i++) {
                body[i] = (byte) random.nextInt();
            }
            StoredAnswer answer =
                    stored(
                            ITEM,
                            new CapturedAnswer(
                                    "/n",
                                    200,
                                    List.of(new HeaderField("Content-Type", "text/plain")),
                                    body));
            Set<Representation> kept = new HashSet<>();
            for (String coding : List.of("gzip", "br", "zstd")) {
                Asked asked = ITEM.with("Accept-Encoding", coding);
                kept.add(cache.deliver(asked, answer).representation());
            }
            assertThat(kept).as("plain and coded").hasSizeBetween(2, 3);
            long bodies = kept.stream().mapToLong(one -> 256 + one.body().length).sum();
            int head = 512 + 2 * answer.headerLines().length;
            assertThat(cache.statistics().bytes())
                    .as("with %d bytes of noise", noise)
                    .isEqualTo(64 + 2 * CacheKey.of(ITEM).length() + head + bodies);
        }
    }

    @Test
    void whatGoesOutWithoutABodyNeedsNothingToBeMade() {
        String text = "{\"words\":\"" + "many times the same ".repeat(100) + "\"}";
        StoredAnswer answer = stored(ITEM, answer(text, "ETag", "\"17-3\""));
        Asked brotli = ITEM.with("Accept-Encoding", "br");
        cache.deliver(brotli, answer);
        Asked known = ITEM.with("If-None-Match", "\"17-3\"");
        for (Asked request : List.of(known, known.with("Accept-Encoding", "gzip"), ITEM.head())) {
            Delivery delivery = Objects.requireNonNull(Delivery.of(request, answer));
            assertThat(delivery.hasBody()).isFalse();
            assertThat(delivery.tag()).isEqualTo(answer.tag());
            assertThat(delivery.representation().body()).isEmpty();
        }
        Representation plain = cache.deliver(ITEM.head(), answer).representation();
        assertThat(plain.length()).isEqualTo(text.length());
        assertThat(lines(plain))
                .isEqualTo("ETag: \"17-3\"\r\nContent-Length: " + text.length() + "\r\n");
        Representation gzip =
                cache.deliver(ITEM.head().with("Accept-Encoding", "gzip"), answer).representation();
        assertThat(gzip.length()).as("only making it would tell").isEqualTo(-1);
        assertThat(lines(gzip)).isEqualTo("Content-Encoding: gzip\r\nETag: \"17-3--gzip\"\r\n");
        assertThat(Delivery.of(ITEM, answer)).as("is not made yet").isNull();
        assertThat(Delivery.of(ITEM.with("Accept-Encoding", "gzip"), answer)).isNull();
        assertThat(Objects.requireNonNull(Delivery.of(brotli.head(), answer)).representation())
                .isSameAs(cache.deliver(brotli, answer).representation());
    }

    private static String lines(Representation representation) {
        return new String(representation.lines(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void theFirstWhoWantsItPlainGetsItFromTheCodedBytesAndItIsKeptFromThenOn() {
        String text = "{\"words\":\"" + "many times the same ".repeat(100) + "\"}";
        StoredAnswer answer = stored(ITEM, answer(text));
        for (String coding : List.of("gzip", "br", "zstd")) {
            Delivery.making(ITEM.with("Accept-Encoding", coding), answer);
        }
        assertThat(Delivery.of(ITEM, answer)).as("is not kept plain").isNull();
        Representation plain = Delivery.making(ITEM, answer).representation();
        assertThat(new String(plain.body(), StandardCharsets.UTF_8)).isEqualTo(text);
        assertThat(plain.tag()).isEqualTo(answer.tag());
        Delivery again = Objects.requireNonNull(Delivery.of(ITEM, answer));
        assertThat(again.representation()).isSameAs(plain);
    }

    @Test
    void whatWasWantedPlainIsKeptPlainBesideTheCodedBytes() {
        String text = "{\"words\":\"" + "many times the same ".repeat(100) + "\"}";
        StoredAnswer answer = stored(ITEM, answer(text));
        Representation plain = Delivery.making(ITEM, answer).representation();
        Delivery.making(ITEM.with("Accept-Encoding", "gzip"), answer);
        Delivery again = Objects.requireNonNull(Delivery.of(ITEM, answer));
        assertThat(again.representation()).isSameAs(plain);
    }

    @Test
    void whatIsShortOrDoesNotShrinkOrIsNoTextIsSentPlain() {
        Asked gzip = ITEM.with("Accept-Encoding", "gzip, br, zstd");
        assertThat(Delivery.making(gzip, stored(ITEM, answer("short"))).representation().coding())
                .isEqualTo(ContentCoding.IDENTITY);
        byte[] noise = new byte[3_000];
        new Random(1).nextBytes(noise);
        CapturedAnswer dense =
                new CapturedAnswer(
                        "/n", 200, List.of(new HeaderField("Content-Type", "text/plain")), noise);
        assertThat(Delivery.making(gzip, stored(ITEM, dense)).representation().coding())
                .isEqualTo(ContentCoding.IDENTITY);
        CapturedAnswer picture =
                new CapturedAnswer(
                        "/p",
                        200,
                        List.of(new HeaderField("Content-Type", "image/png")),
                        new byte[5_000]);
        assertThat(Delivery.making(gzip, stored(ITEM, picture)).representation().coding())
                .isEqualTo(ContentCoding.IDENTITY);
    }

    @Test
    void whoHasTheAnswerInWhateverCodingIsToldSo() {
        StoredAnswer answer = stored(ITEM, answer("one", "ETag", "\"17-3\""));
        Map<String, Integer> statuses =
                Map.of(
                        "\"17-3\"", 304,
                        "\"17-3--gzip\"", 304,
                        "W/\"17-3\"", 304,
                        "\"17-2\", \"17-3\"", 304,
                        "*", 304,
                        "\"17-2\"", 200,
                        "17-3", 200,
                        "\"", 200);
        statuses.forEach((tag, status) -> {
            Delivery delivery = Delivery.making(ITEM.with("If-None-Match", tag), answer);
            assertThat(delivery.status()).as(tag).isEqualTo(status);
            assertThat(delivery.hasBody()).as(tag).isEqualTo(status == 200);
        });
        assertThat(Delivery.making(ITEM.with("If-None-Match", "\"17-3--gzip\""), answer).tag())
                .as("that which the client has")
                .isEqualTo(new EntityTag("17-3--gzip", false));
        assertThat(Delivery.making(ITEM.head(), answer).hasBody()).isFalse();
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
