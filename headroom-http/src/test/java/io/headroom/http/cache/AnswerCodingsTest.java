package io.headroom.http.cache;

import static io.headroom.http.cache.Answered.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.http.ContentCoding;
import io.headroom.http.EntityTag;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/// The codings that a stored answer goes out in: which is made, when, and what is kept of it.
class AnswerCodingsTest {

    private static final Asked ITEM = Asked.get("/items/17?lang=en");

    private final ResponseCache cache =
            new ResponseCache(ResponseCacheOptions.defaults(), System::nanoTime);
    private final Data data = new Data();

    private StoredAnswer stored(Asked request, CapturedAnswer answer) {
        return switch (cache.store(
                cache.lead(request), request, ResponsePolicy.defaults(), answer, data)) {
            case Verdict.Stored(StoredAnswer stored) -> stored;
            case Verdict.Refused(String why) -> throw new AssertionError("refused: " + why);
        };
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
}
