package io.headroom.marketplace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.patch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;

import io.headroom.marketplace.identity.Caller;
import io.headroom.spring.ProblemAdvice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.http.converter.json.ProblemDetailJacksonMixin;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The catalogue's HTTP contract, with the real database behind it.
class CatalogApiIT {

    private static final CatalogDatabase DATABASE = CatalogDatabase.empty();
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .addMixIn(ProblemDetail.class, ProblemDetailJacksonMixin.class)
                    .build();
    private static final String ITEMS = "/api/catalog/items";

    private static MockMvc http;

    @BeforeAll
    static void wire() {
        DATABASE.addShop();
        Catalog catalog = DATABASE.catalog();
        http =
                MockMvcBuilders.standaloneSetup(
                                new ItemController(catalog, CatalogApiIT::callerInHeader),
                                new CategoryController(catalog))
                        .setControllerAdvice(new CatalogProblems(), new ProblemAdvice())
                        .setMessageConverters(new JacksonJsonHttpMessageConverter(JSON))
                        .build();
    }

    @AfterAll
    static void drop() {
        DATABASE.close();
    }

    private static Caller callerInHeader(jakarta.servlet.http.HttpServletRequest request) {
        String who = request.getHeader("X-Caller");
        if (who == null) {
            return new Caller.Anonymous();
        }
        return switch (who) {
            case "operator" -> new Caller.Operator();
            case "customer" -> new Caller.Customer(1);
            default -> new Caller.Merchant(Integer.parseInt(who));
        };
    }

    private static ObjectNode draft(String sku) {
        return (ObjectNode)
                JSON.readTree(
                        """
                        {"sku":"%s","name":"Blue mug","description":"For tea.","category":"mugs",
                         "brand":"Nordlys","price":{"amount":"12.95","currency":"GBP"},"stock":5,
                         "attributes":{"colour":"Teal"},"images":["/pictures/mug.svg"],
                         "translations":{"es":{"name":"Taza azul","description":"Para té."}}}
                        """
                                .formatted(sku));
    }

    private static MockHttpServletResponse send(MockHttpServletRequestBuilder request)
            throws Exception {
        MockHttpServletResponse response = http.perform(request).andReturn().getResponse();
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        return response;
    }

    private static MockHttpServletRequestBuilder as(
            String caller, MockHttpServletRequestBuilder request) {
        return request.header("X-Caller", caller);
    }

    private static MockHttpServletRequestBuilder with(
            JsonNode body, MockHttpServletRequestBuilder request) {
        return request.contentType(MediaType.APPLICATION_JSON).content(body.toString());
    }

    private static JsonNode json(MockHttpServletResponse response) throws Exception {
        return JSON.readTree(response.getContentAsString());
    }

    private static JsonNode created(ObjectNode draft) throws Exception {
        MockHttpServletResponse response = send(as("1", with(draft, post(ITEMS))));
        assertThat(response.getStatus()).as(response.getContentAsString()).isEqualTo(201);
        return json(response);
    }

    private static List<String> fields(JsonNode problem) {
        List<String> fields = new ArrayList<>();
        problem.path("errors").forEach(error -> fields.add(error.path("field").asString()));
        return fields;
    }

    private static void assertInvalid(MockHttpServletResponse response, String... fields)
            throws Exception {
        assertThat(response.getStatus()).as(response.getContentAsString()).isEqualTo(400);
        assertThat(response.getContentType()).startsWith("application/problem+json");
        assertThat(fields(json(response))).contains(fields);
    }

    @Test
    void aCreatedItemHasItsAddressAndEverythingThatWasSaid() throws Exception {
        MockHttpServletResponse response = send(as("1", with(draft("new-1"), post(ITEMS))));

        assertThat(response.getStatus()).isEqualTo(201);
        JsonNode item = json(response);
        long id = item.path("id").asLong();
        assertThat(response.getHeader("Location")).isEqualTo(ITEMS + "/" + id);
        assertThat(response.getHeader("ETag")).isEqualTo("\"" + id + "-1\"");
        JsonNode read = json(send(get(ITEMS + "/" + id)));
        assertThat(read).isEqualTo(item);
        ((ObjectNode) read).remove(List.of("id", "createdAt", "updatedAt"));
        assertThat(read)
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"sku":"new-1","name":"Blue mug","description":"For tea.",
                                 "category":"mugs","categoryPath":["home","kitchen","mugs"],
                                 "brand":"Nordlys","merchantId":1,
                                 "price":{"amount":"12.95","currency":"GBP"},"stock":5,
                                 "attributes":{"colour":"Teal"},"rating":0.0,"ratingCount":0,
                                 "images":["/pictures/mug.svg"],"active":true,"version":1,
                                 "translations":{"es":{"name":"Taza azul",
                                                       "description":"Para té."}}}
                                """));
    }

    @Test
    void anItemIsReadInSpanishWhereItIsTranslated() throws Exception {
        long id = created(draft("es-1")).path("id").asLong();
        MockHttpServletResponse response = send(get(ITEMS + "/" + id).param("lang", "es"));
        assertThat(json(response).path("name").asString()).isEqualTo("Taza azul");
        assertThat(response.getHeader("Content-Language")).isEqualTo("es");
    }

    @Test
    void aKnownVersionIsNotSentAgain() throws Exception {
        long id = created(draft("etag-1")).path("id").asLong();
        String tag = "\"" + id + "-1\"";
        MockHttpServletResponse response = send(get(ITEMS + "/" + id).header("If-None-Match", tag));
        assertThat(response.getStatus()).isEqualTo(304);
        assertThat(response.getContentLength()).isZero();
        assertThat(response.getHeader("ETag")).isEqualTo(tag);
    }

    @Test
    void anOutdatedIfMatchWritesNothing() throws Exception {
        long id = created(draft("match-1")).path("id").asLong();
        String first = "\"" + id + "-1\"";
        ObjectNode change = draft("match-1").put("stock", 7);
        MockHttpServletResponse replaced =
                send(as("1", with(change, put(ITEMS + "/" + id).header("If-Match", first))));
        assertThat(replaced.getStatus()).isEqualTo(200);
        assertThat(replaced.getHeader("ETag")).isEqualTo("\"" + id + "-2\"");

        for (String outdated : List.of(first, "\"other\"", "W/\"" + id + "-2\"")) {
            MockHttpServletResponse refused =
                    send(
                            as(
                                    "1",
                                    with(
                                            draft("match-1"),
                                            put(ITEMS + "/" + id).header("If-Match", outdated))));
            assertThat(refused.getStatus()).as(outdated).isEqualTo(412);
        }
        assertThat(send(as("1", delete(ITEMS + "/" + id).header("If-Match", first))).getStatus())
                .isEqualTo(412);
        assertThat(json(send(get(ITEMS + "/" + id))).path("stock").asInt()).isEqualTo(7);
        assertThat(send(as("1", with(change, put(ITEMS + "/" + id)))).getStatus()).isEqualTo(200);
        assertInvalid(
                send(as("1", with(change, put(ITEMS + "/" + id).header("If-Match", "17")))),
                "If-Match");
    }

    @Test
    void aDeletedItemIsGoneAndItsSkuIsFree() throws Exception {
        long id = created(draft("gone-1")).path("id").asLong();
        assertThat(send(as("1", delete(ITEMS + "/" + id))).getStatus()).isEqualTo(204);
        assertThat(send(get(ITEMS + "/" + id)).getStatus()).isEqualTo(404);
        assertThat(send(as("1", delete(ITEMS + "/" + id))).getStatus()).isEqualTo(404);
        assertThat(send(as("1", with(draft("gone-1"), put(ITEMS + "/" + id)))).getStatus())
                .isEqualTo(404);
        assertThat(created(draft("gone-1")).path("version").asInt()).isEqualTo(3);
    }

    @Test
    void aTakenSkuIsAConflict() throws Exception {
        created(draft("taken-1"));
        long other = created(draft("taken-2")).path("id").asLong();
        assertThat(send(as("1", with(draft("taken-1"), post(ITEMS)))).getStatus()).isEqualTo(409);
        assertThat(send(as("1", with(draft("taken-1"), put(ITEMS + "/" + other)))).getStatus())
                .isEqualTo(409);
        assertThat(send(as("2", with(draft("taken-1"), post(ITEMS)))).getStatus()).isEqualTo(201);
    }

    @Test
    void onlyItsMerchantAndTheOperatorWriteAnItem() throws Exception {
        long id = created(draft("mine-1")).path("id").asLong();
        ObjectNode body = draft("mine-1");
        assertThat(send(with(body, post(ITEMS))).getStatus()).isEqualTo(401);
        assertThat(send(with(body, post(ITEMS))).getHeader("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(send(delete(ITEMS + "/" + id)).getStatus()).isEqualTo(401);
        assertThat(send(as("customer", with(body, post(ITEMS)))).getStatus()).isEqualTo(403);
        assertThat(send(as("2", with(body, put(ITEMS + "/" + id)))).getStatus()).isEqualTo(403);
        assertThat(send(as("2", delete(ITEMS + "/" + id))).getStatus()).isEqualTo(403);
        ObjectNode others = draft("mine-2").put("merchantId", 2);
        assertThat(send(as("1", with(others, post(ITEMS)))).getStatus()).isEqualTo(403);
        assertThat(send(as("1", with(others, put(ITEMS + "/" + id)))).getStatus()).isEqualTo(403);
        assertThat(send(as("operator", with(body, put(ITEMS + "/" + id)))).getStatus())
                .isEqualTo(200);
        assertInvalid(send(as("operator", with(draft("mine-3"), post(ITEMS)))), "merchantId");
        others.put("merchantId", 99);
        MockHttpServletResponse nobodys = send(as("operator", with(others, post(ITEMS))));
        assertInvalid(nobodys, "merchantId");
        assertThat(json(nobodys).path("detail").asString())
                .isEqualTo("merchantId must be a merchant's number; 99 is none");
    }

    @Test
    void markupAndSqlAreTextsLikeAnyOther() throws Exception {
        String nasty = "<script>alert(1)</script> '; DROP TABLE item; -- %s \\ \" \uD83E\uDDA4";
        ObjectNode draft = draft("Robert'); DROP").put("name", nasty).put("description", nasty);
        draft.set("attributes", JSON.createObjectNode().put(nasty, nasty));
        long id = created(draft).path("id").asLong();
        JsonNode read = json(send(get(ITEMS + "/" + id)));
        assertThat(read.path("name").asString()).isEqualTo(nasty);
        assertThat(read.path("description").asString()).isEqualTo(nasty);
        assertThat(read.path("attributes").path(nasty).asString()).isEqualTo(nasty);
        assertThat(json(send(get(ITEMS).param("brand", nasty))).path("items")).isEmpty();
    }

    @Test
    void everythingWrongWithABodyIsToldAtOnce() throws Exception {
        String body =
                """
                {"sku":" ","name":"a\\u0000b","category":17,"brand":"!!!","merchantId":0,
                 "price":{"amount":"-1","currency":"XYZ"},"stock":1.5,"active":"yes",
                 "description":"\\ud800","attributes":{"a":1},"images":["javascript:alert(1)"],
                 "translations":{"fr":{},"es":{"name":""}}}
                """;
        MockHttpServletResponse response =
                send(
                        as(
                                "operator",
                                post(ITEMS).contentType(MediaType.APPLICATION_JSON).content(body)));
        assertInvalid(response, "sku");
        assertThat(fields(json(response)))
                .containsExactlyInAnyOrder(
                        "sku",
                        "name",
                        "category",
                        "brand",
                        "merchantId",
                        "price.amount",
                        "price.currency",
                        "stock",
                        "active",
                        "description",
                        "attributes.a",
                        "images[0]",
                        "translations",
                        "translations.es.name");
    }

    @Test
    void anEmptyBodyLacksEveryRequiredField() throws Exception {
        MockHttpServletResponse response =
                send(as("1", with(JSON.createObjectNode(), post(ITEMS))));
        assertThat(fields(json(response)))
                .containsExactlyInAnyOrder("sku", "name", "category", "price", "stock");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1e400", "NaN", "12.955", "10000000000", "", " 1", "-0.01", "1e9999999"})
    void anAmountThatIsNoneIsNamed(String amount) throws Exception {
        ObjectNode draft = draft("amount-1");
        ((ObjectNode) draft.path("price")).put("amount", amount);
        assertInvalid(send(as("1", with(draft, post(ITEMS)))), "price.amount");
    }

    @Test
    void anUnknownCategoryIsNamed() throws Exception {
        MockHttpServletResponse nowhere =
                send(as("1", with(draft("cat-1").put("category", "nowhere"), post(ITEMS))));
        assertInvalid(nowhere, "category");
        assertThat(json(nowhere).path("detail").asString())
                .isEqualTo("category must be a category's slug; 'nowhere' is none");
    }

    @Test
    void aNameTooLongByOneCharacterIsRefusedAndTheLongestKept() throws Exception {
        String longest = "\uD83E\uDDA4".repeat(200);
        assertThat(created(draft("long-1").put("name", longest)).path("name").asString())
                .isEqualTo(longest);
        assertInvalid(
                send(as("1", with(draft("long-2").put("name", longest + "x"), post(ITEMS)))),
                "name");
    }

    static Stream<byte[]> brokenBodies() {
        return Stream.of(
                new byte[0],
                "{\"sku\":".getBytes(StandardCharsets.UTF_8),
                "{'sku':1}".getBytes(StandardCharsets.UTF_8),
                "[".repeat(100_000).getBytes(StandardCharsets.UTF_8),
                new byte[] {'{', '"', 's', '"', ':', '"', (byte) 0xC3, (byte) 0x28, '"', '}'});
    }

    @ParameterizedTest
    @MethodSource("brokenBodies")
    void aBodyThatIsNoJsonIsNamed(byte[] body) throws Exception {
        assertInvalid(
                send(as("1", post(ITEMS).contentType(MediaType.APPLICATION_JSON).content(body))),
                "body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "17", "\"text\""})
    void aBodyThatIsNoObjectIsNamed(String body) throws Exception {
        assertInvalid(
                send(as("1", post(ITEMS).contentType(MediaType.APPLICATION_JSON).content(body))),
                "body");
    }

    @Test
    void anotherMediaTypeOrMethodIsRefusedAsAProblem() throws Exception {
        MockHttpServletResponse type =
                send(as("1", post(ITEMS).contentType(MediaType.TEXT_PLAIN).content("x")));
        assertThat(type.getStatus()).isEqualTo(415);
        assertThat(json(type).path("type").asString()).isEqualTo("about:blank");
        MockHttpServletResponse method = send(patch(ITEMS + "/1"));
        assertThat(method.getStatus()).isEqualTo(405);
        assertThat(method.getHeader("Allow")).contains("PUT");
    }

    @ParameterizedTest
    @CsvSource({
        "limit, 0", "limit, 101", "limit, abc", "limit, -1", "limit, 99999999999999999999",
        "limit, 1.5", "minPrice, -1", "minPrice, NaN", "minPrice, 1e400", "maxPrice, 1.234",
        "maxPrice, Infinity", "sort, nonsense", "sort, --price", "sort, price;drop", "lang, fr",
        "inStock, maybe", "total, 1", "merchant, 0", "merchant, x", "merchant, 2147483648",
        "fields, 'id,secret'", "fields, ','", "cursor, x"
    })
    void aMalformedParameterIsNamed(String name, String value) throws Exception {
        assertInvalid(send(get(ITEMS).param(name, value)), name);
    }

    @Test
    void allMalformedParametersAreToldAtOnce() throws Exception {
        MockHttpServletResponse response =
                send(get(ITEMS).param("limit", "0").param("sort", "x").param("category", "a\0b"));
        assertInvalid(response, "limit", "sort", "category");
        assertThat(json(response).path("errors").path(0).path("message").asString()).isNotBlank();
        assertInvalid(send(get(ITEMS).param("minPrice", "2").param("maxPrice", "1")), "minPrice");
        assertInvalid(send(get(ITEMS).param("limit", "5", "6")), "limit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "0", "-1", "1.5", "9223372036854775808", "1e3", "17 "})
    void anIdThatIsNoNumberIsNamed(String id) throws Exception {
        assertInvalid(send(get(ITEMS + "/{id}", id)), "id");
    }

    @Test
    void anUnknownIdIsNotFoundWithTheCorrelationId() throws Exception {
        try (var _ = MDC.putCloseable("correlationId", "abc-1")) {
            MockHttpServletResponse response = send(get(ITEMS + "/" + Long.MAX_VALUE));
            assertThat(response.getStatus()).isEqualTo(404);
            JsonNode problem = json(response);
            assertThat(problem.path("correlationId").asString()).isEqualTo("abc-1");
            assertThat(problem.path("instance").asString()).isEqualTo(ITEMS + "/" + Long.MAX_VALUE);
            assertThat(problem.path("type").asString()).isEqualTo("urn:headroom:problem:not-found");
        }
    }

    static Stream<Arguments> otherQueries() {
        return Stream.of(
                Arguments.of("sort", "price"),
                Arguments.of("category", "mugs"),
                Arguments.of("lang", "es"),
                Arguments.of("inStock", "true"));
    }

    @ParameterizedTest
    @MethodSource("otherQueries")
    void aCursorWorksOnlyWithItsOwnQuery(String name, String value) throws Exception {
        created(draft("cursor-" + name + "-1"));
        created(draft("cursor-" + name + "-2"));
        String next =
                json(send(get(ITEMS).param("limit", "1"))).path("page").path("next").asString();
        assertThat(send(get(ITEMS).param("limit", "7").param("cursor", next)).getStatus())
                .isEqualTo(200);
        assertInvalid(send(get(ITEMS).param("cursor", next).param(name, value)), "cursor");
    }

    @Test
    void aProjectionHasTheAskedFieldsOnly() throws Exception {
        created(draft("fields-1"));
        JsonNode item =
                json(send(get(ITEMS).param("fields", "id,name,price"))).path("items").path(0);
        assertThat(item.propertyNames()).containsExactly("id", "name", "price");
        JsonNode whole = json(send(get(ITEMS))).path("items").path(0);
        assertThat(whole.propertyNames()).doesNotContain("description", "translations");
    }

    @Test
    void categoriesAndRecentItemsAreServed() throws Exception {
        created(draft("recent-1"));
        JsonNode tree = json(send(get("/api/catalog/categories").param("lang", "es")));
        JsonNode home = tree.path("categories").path(0);
        assertThat(home.path("name").asString()).isEqualTo("Hogar");
        assertThat(home.path("children").path(0).path("count").asInt())
                .isEqualTo(home.path("count").asInt())
                .isPositive();
        JsonNode recent = json(send(get("/api/catalog/recent").param("limit", "1")));
        assertThat(recent.path("items").path(0).path("sku").asString()).isEqualTo("recent-1");
        assertInvalid(send(get("/api/catalog/recent").param("limit", "101")), "limit");
        assertInvalid(send(get("/api/catalog/categories").param("lang", "x")), "lang");
    }
}
