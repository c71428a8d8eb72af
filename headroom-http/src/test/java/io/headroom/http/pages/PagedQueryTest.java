package io.headroom.http.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headroom.http.pages.SortKey.Direction;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class PagedQueryTest {

    private static final SignedCursor CURSORS = new SignedCursor(new byte[32]);

    private static PagedQueryBuilder declaration() {
        return PagedQuery.named("products")
                .select("SELECT id, name, price, rating FROM product WHERE merchant_id = :merchant")
                .filter("maxPrice", "price <= :maxPrice")
                .filter("inStock", "stock > 0")
                .sorts(
                        SortField.of("price", SortKey.Type.DECIMAL),
                        SortField.of("name", SortKey.Type.TEXT),
                        SortField.of("rating", SortKey.Type.DOUBLE).nullsLast())
                .unique("id", SortKey.Type.LONG)
                .defaultSort("-price")
                .offsetPages(1000)
                .signedBy(CURSORS);
    }

    private static final PagedQuery<Map<String, Object>> PRODUCTS =
            declaration().fields("id", "name", "price");

    private static List<PageProblem> problems(Map<String, String> parameters) {
        try {
            PRODUCTS.request(parameters::get);
            return List.of();
        } catch (InvalidPageRequestException e) {
            return e.problems();
        }
    }

    @Test
    void parametersBecomeARequest() {
        Map<String, String> parameters =
                Map.of(
                        "sort", "price,-name",
                        "fields", "name,id,name",
                        "limit", "7",
                        "cursor", "abc",
                        "total", "true",
                        "unknown", "ignored");
        assertThat(PRODUCTS.request(parameters::get))
                .isEqualTo(
                        new PageRequest(
                                List.of(
                                        new SortOrder("price", Direction.ASCENDING),
                                        new SortOrder("name", Direction.DESCENDING)),
                                List.of("name", "id"),
                                7,
                                "abc",
                                0,
                                true,
                                Map.of()));
        assertThat(PRODUCTS.request(name -> "")).isEqualTo(PageRequest.first().withLimit(24));
    }

    @ParameterizedTest
    @CsvSource({
        "limit, 0, must be a whole number from 1 to 100",
        "limit, 101, must be a whole number from 1 to 100",
        "limit, 1.5, must be a whole number from 1 to 100",
        "limit, -1, must be a whole number from 1 to 100",
        "limit, 99999999999999999999, must be a whole number from 1 to 100",
        "limit, ٣, must be a whole number from 1 to 100",
        "page, 0, must be a whole number from 1",
        "page, x, must be a whole number from 1",
        "total, yes, must be true or false",
        "sort, secret, 'has ''secret''; allowed are price, name, rating'",
        "sort, --price, 'has ''-price''; allowed are price, name, rating'",
        "sort, 'price,', 'has ''''; allowed are price, name, rating'",
        "sort, 'price;drop', 'has ''price;drop''; allowed are price, name, rating'",
        "sort, 'price,-price', names 'price' twice",
        "fields, secret, 'has ''secret''; allowed are id, name, price'",
        "fields, 'id,*', 'has ''*''; allowed are id, name, price'"
    })
    void badInputNamesTheFieldAndWhatIsAllowed(String field, String text, String message) {
        assertThat(problems(Map.of(field, text))).containsExactly(new PageProblem(field, message));
    }

    @Test
    void everythingWrongIsSaidAtOnce() {
        assertThat(problems(Map.of("limit", "0", "sort", "x,y", "fields", "z", "total", "1")))
                .extracting(PageProblem::field)
                .containsExactlyInAnyOrder("limit", "sort", "sort", "fields", "total");
    }

    @Test
    void nonsenseIsNotAnsweredByMoreOfIt() {
        String many = "x,".repeat(50_000);
        String huge = "x".repeat(100_000);
        for (String nonsense : List.of(many, huge)) {
            assertThat(problems(Map.of("sort", nonsense, "fields", nonsense)))
                    .hasSize(2)
                    .allSatisfy(problem -> assertThat(problem.message()).hasSizeLessThan(200));
        }
    }

    @Test
    void aPageDeeperThanTheBoundIsRefusedWithAHintToTheCursor() {
        assertThat(problems(Map.of("page", "42", "limit", "24"))).isEmpty();
        assertThat(problems(Map.of("page", "43", "limit", "24")))
                .singleElement()
                .extracting(PageProblem::message)
                .asString()
                .contains("must be at most 42 with limit 24")
                .contains("next of that page as cursor");
        assertThat(problems(Map.of("page", "2", "cursor", "abc")))
                .singleElement()
                .extracting(PageProblem::message)
                .asString()
                .contains("cannot be combined with cursor");
    }

    @Test
    void whatIsNotOfferedIsRefused() {
        PagedQuery<Long> plain = declaration().offsetPages(0).rows(row -> 1L);
        assertThatExceptionOfType(InvalidPageRequestException.class)
                .isThrownBy(() -> plain.request(Map.of("page", "1", "fields", "id")::get))
                .withMessageContaining("fields is not offered here")
                .withMessageContaining("page is not offered here; send the page's next as cursor");
    }

    @Test
    void moreSortFieldsThanAllowedAreRefused() {
        PagedQuery<Long> single = declaration().maxSortFields(1).rows(row -> 1L);
        assertThatExceptionOfType(InvalidPageRequestException.class)
                .isThrownBy(() -> single.request(Map.of("sort", "price,name")::get))
                .withMessage("sort must name at most 1 fields");
    }

    @Test
    void aProgramsRequestIsCheckedToo() {
        PageRequest ours = PageRequest.first().with("merchant", 1);
        for (PageRequest wrong :
                List.of(
                        ours.withLimit(101),
                        ours.withLimit(-1),
                        ours.atPage(-1),
                        ours.sortedBy("nothing"),
                        ours.withFields("secret"),
                        ours.at("no cursor"))) {
            assertThatExceptionOfType(InvalidPageRequestException.class)
                    .isThrownBy(() -> PRODUCTS.read(wrong));
        }
    }

    @Test
    void theStatementHasWhatWasAskedAndNothingElse() {
        SqlStatement statement =
                PRODUCTS.read(
                                PageRequest.first()
                                        .with("merchant", 17)
                                        .with("maxPrice", new BigDecimal("9.5"))
                                        .with("inStock", false)
                                        .withFields("name")
                                        .sortedBy("rating"))
                        .statement();
        assertThat(statement.text())
                .isEqualTo(
                        """
                        SELECT name AS page_field_0, rating AS page_key_0, id AS page_key_1
                        FROM (
                        SELECT id, name, price, rating FROM product WHERE merchant_id = :merchant
                        ) AS page_source
                        WHERE (price <= :maxPrice)
                        ORDER BY rating ASC NULLS LAST, id ASC
                        LIMIT 25\
                        """);
        assertThat(statement.parameters())
                .containsOnly(
                        Map.entry("merchant", 17), Map.entry("maxPrice", new BigDecimal("9.5")));
    }

    @Test
    void theUniqueColumnTakesTheDirectionOfTheKeyBeforeItAndComesOnce() {
        PagedQuery<Long> byId =
                declaration().sorts(SortField.of("id", SortKey.Type.LONG)).rows(row -> 1L);
        PageRequest ours = PageRequest.first().with("merchant", 1);
        assertThat(byId.read(ours.sortedBy("-price")).statement().text())
                .contains("ORDER BY price DESC, id DESC\n");
        assertThat(byId.read(ours.sortedBy("-id")).statement().text())
                .contains("ORDER BY id DESC\n");
    }

    @Test
    void theIdentityIsThatOfTheQuestion() {
        PageRequest ours = PageRequest.first().with("merchant", 17);
        String identity = PRODUCTS.identity(ours);
        assertThat(PRODUCTS.identity(ours.withLimit(7).withTotal(true).withFields("id").at("x")))
                .isEqualTo(identity);
        assertThat(PRODUCTS.identity(ours.with("maxPrice", new BigDecimal("9.50"))))
                .isEqualTo(PRODUCTS.identity(ours.with("maxPrice", new BigDecimal("9.5"))));
        assertThat(
                        List.of(
                                PRODUCTS.identity(ours.with("merchant", 18)),
                                PRODUCTS.identity(ours.sortedBy("price")),
                                PRODUCTS.identity(ours.with("inStock", true)),
                                PRODUCTS.identity(ours.with("maxPrice", "17\n8:maxPrice")),
                                declaration().defaultSort("price").rows(row -> 1L).identity(ours)))
                .doesNotContain(identity)
                .contains(PRODUCTS.identity(ours.sortedBy("price")))
                .hasSize(5);
    }

    @Test
    void argumentsThatDoNotFitAreMisuse() {
        PageRequest ours = PageRequest.first().with("merchant", 17);
        assertMisuse(PageRequest.first(), "products needs a value for :merchant");
        assertMisuse(ours.with("maxprice", 1), "no parameter or filter maxprice; it has [inStock");
        assertMisuse(ours.with("inStock", "yes"), "inStock of products is a switch");
        assertMisuse(ours.with("maxPrice", new Object()), "is a java.lang.Object");
    }

    private static void assertMisuse(PageRequest request, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PRODUCTS.read(request))
                .withMessageContaining(message);
    }

    @Test
    void aDeclarationThatCannotWorkIsMisuse() {
        assertRefused(b -> b.select("SELECT 1; SELECT 2"), "one statement without a semicolon");
        assertRefused(b -> b.select("SELECT :key0"), ":key0 of products has a reserved name");
        assertRefused(b -> b.filter("a", "x = :b"), "filter a of products uses :b");
        assertRefused(b -> b.filter("merchant", "x = 1"), "called as a parameter of the query");
        assertRefused(b -> b.filter("inStock", "true"), "inStock is declared twice");
        assertRefused(
                b -> b.sorts(SortField.of("price", SortKey.Type.LONG)), "price is declared twice");
        assertRefused(b -> b.sorts(SortField.of("a,b", SortKey.Type.LONG)), "but is 'a,b'");
        assertRefused(b -> b.defaultSort("created"), "default sort of products: has 'created'");
        assertRefused(b -> b.limits(10, 5), "the default at most the largest");
        assertRefused(b -> b.offsetPages(-1), "offsetPages of products");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        PagedQuery.named("x").select("SELECT 1").signedBy(CURSORS).rows(row -> 1))
                .withMessageContaining("call unique");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PagedQuery.named("x").select("SELECT 1").rows(row -> 1))
                .withMessageContaining("call signedBy");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> declaration().fields("id", "id"))
                .withMessageContaining("id is there twice");
    }

    private static void assertRefused(UnaryOperator<PagedQueryBuilder> declare, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> declare.apply(declaration()).rows(row -> 1))
                .withMessageContaining(message);
    }

    @Test
    void aPageAsJsonLeavesOutWhatItHasNot() {
        JsonMapper json = JsonMapper.builder().build();
        assertThat(
                        json.writeValueAsString(
                                new Page<>(List.of(1), new PageInfo(24, true, "n", null, null))))
                .isEqualTo(
                        """
                        {"items":[1],"page":{"limit":24,"hasMore":true,"next":"n"}}\
                        """);
        PageInfo many = new PageInfo(24, false, null, "p", 1000L, PageInfo.TotalIs.AT_LEAST);
        assertThat(json.writeValueAsString(many))
                .isEqualTo(
                        """
                        {"limit":24,"hasMore":false,"previous":"p","total":1000,"totalIs":"atLeast"}\
                        """);
        assertThat(json.readValue(json.writeValueAsString(many), PageInfo.class)).isEqualTo(many);
    }
}
