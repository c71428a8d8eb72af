package io.headroom.load;

import io.headroom.test.Zipf;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Writes the scripts of sessions. A session's script depends on the seed and its number only, so
/// that two runs ask for the same things at the same times. Safe for use by many threads.
final class Traffic {

    private static final String ITEMS = "/api/catalog/items";
    private static final List<String> SORTS =
            List.of("", "", "", "-popularity", "-popularity", "price", "-rating", "name");

    private final Catalogue catalogue;
    private final Validators validators = new Validators();
    private final Versions versions = new Versions();
    private final boolean written;
    private final long seed;
    private final Zipf items;
    private final Zipf writtenItems;
    private final Zipf categories;
    private final Zipf brands;
    private final Zipf english;
    private final Zipf spanish;

    Traffic(Catalogue catalogue, long seed) {
        this.catalogue = catalogue;
        this.seed = seed;
        this.written = !catalogue.bodies().isEmpty();
        this.items = new Zipf(catalogue.items().size(), Mix.ITEM_ZIPF);
        this.writtenItems = new Zipf(Math.max(1, catalogue.bodies().size()), Mix.ITEM_ZIPF);
        this.categories = new Zipf(catalogue.categories().size(), Mix.FILTER_ZIPF);
        this.brands = new Zipf(Math.max(1, catalogue.brands().size()), Mix.FILTER_ZIPF);
        this.english = new Zipf(catalogue.english().size(), Mix.QUERY_ZIPF);
        this.spanish = new Zipf(catalogue.spanish().size(), Mix.QUERY_ZIPF);
    }

    Script shopper(long number) {
        return new Shopper(new SplittableRandom(seed ^ (number << 1)));
    }

    Script writer(long number) {
        return new Writer(new SplittableRandom(seed ^ (number << 1 | 1)));
    }

    /// Looks around: lists, pages, searches, recommendations, items.
    private final class Shopper implements Script {

        private final RandomGenerator random;
        private final String language;
        private String nextPage = "";

        Shopper(RandomGenerator random) {
            this.random = random;
            this.language = Mix.chance(random, Mix.SPANISH_PERCENT) ? "es" : "en";
        }

        @Override
        public int length() {
            return Profile.SESSION_REQUESTS;
        }

        @Override
        public long stepNanos() {
            return Profile.SESSION_STEP.toNanos();
        }

        @Override
        public Call next() {
            RequestGroup group = Mix.draw(random);
            Call call =
                    switch (group) {
                        case BROWSE -> browse();
                        case SEARCH -> search();
                        case RECOMMENDATION -> recommendation();
                        case ITEM, READ_BACK, WRITE -> item();
                    };
            if (call.wantsCursor() || !Mix.chance(random, Mix.CONDITIONAL_PERCENT)) {
                return call;
            }
            return validators
                    .of(call.address())
                    .map(held -> call.conditional(held.entityTag()))
                    .orElse(call);
        }

        private Call browse() {
            if (!nextPage.isEmpty()) {
                String address = nextPage;
                nextPage = "";
                return Call.read(RequestGroup.BROWSE, address);
            }
            Address address = new Address(ITEMS);
            if (Mix.chance(random, 80)) {
                address.with("category", draw(catalogue.categories(), categories));
            }
            filter(address);
            address.with("sort", SORTS.get(random.nextInt(SORTS.size())));
            address.with("lang", language);
            return mayBeFollowed(Call.read(RequestGroup.BROWSE, address.toString()));
        }

        private Call search() {
            boolean inSpanish = language.equals("es");
            String text =
                    inSpanish
                            ? draw(catalogue.spanish(), spanish)
                            : draw(catalogue.english(), english);
            if (Mix.chance(random, Mix.SUGGESTION_PERCENT)) {
                String typed = text.substring(0, Math.min(text.length(), 2 + random.nextInt(5)));
                return Call.read(
                        RequestGroup.SEARCH,
                        new Address("/api/catalog/suggestions")
                                .with("q", typed)
                                .with("lang", language)
                                .toString());
            }
            Address address = new Address("/api/catalog/search").with("q", text);
            filter(address);
            address.with("lang", language);
            return Call.read(RequestGroup.SEARCH, address.toString());
        }

        private void filter(Address address) {
            if (!Mix.chance(random, Mix.FILTERED_PERCENT)) {
                return;
            }
            switch (random.nextInt(3)) {
                case 0 -> address.with("inStock", "true");
                case 1 -> address.with("maxPrice", Integer.toString(10 * (1 + random.nextInt(5))));
                default -> {
                    if (!catalogue.brands().isEmpty()) {
                        address.with("brand", draw(catalogue.brands(), brands));
                    }
                }
            }
        }

        private Call recommendation() {
            int at = random.nextInt(10);
            String path;
            if (at < 4) {
                path = ITEMS + "/" + drawItem() + "/similar";
            } else if (at < 7) {
                path = ITEMS + "/" + drawItem() + "/also-bought";
            } else if (at < 9) {
                path = "/api/catalog/" + (at == 7 ? "popular" : "trending");
            } else {
                path = "/api/catalog/recommendations";
            }
            Address address = new Address(path);
            if (at == 9) {
                // Customers are numbered from 1; there are more of them than that in any catalogue.
                address.with("customer", Integer.toString(1 + random.nextInt(100)));
            }
            return Call.read(
                    RequestGroup.RECOMMENDATION, address.with("lang", language).toString());
        }

        private Call item() {
            long id = drawItem();
            Call call =
                    Call.read(
                            RequestGroup.ITEM,
                            new Address(ITEMS + "/" + id).with("lang", language).toString());
            return written ? call.expecting(id, versions.confirmed(id)) : call;
        }

        private Call mayBeFollowed(Call call) {
            return Mix.chance(random, Mix.NEXT_PAGE_PERCENT) ? call.followed() : call;
        }

        private long drawItem() {
            return catalogue.items().get(items.next(random));
        }

        private String draw(List<String> from, Zipf by) {
            return from.get(by.next(random));
        }

        @Override
        public boolean answered(Call call, Answer answer) {
            if (!answer.good()) {
                return false;
            }
            if (!answer.cursor().isEmpty()) {
                nextPage = new Address(call.address()).with("cursor", answer.cursor()).toString();
            }
            int version = answer.version();
            if (answer.isNotModified()) {
                version = held(call);
            } else if (!answer.entityTag().isEmpty()) {
                validators.keep(call.address(), answer.entityTag(), version);
            }
            return call.item() != 0 && version < call.leastVersion();
        }

        /// The version behind the validator that was sent. Somebody else may have fetched a newer
        /// one meanwhile; then nothing can be told.
        private int held(Call call) {
            return validators
                    .of(call.address())
                    .filter(held -> held.entityTag().equals(call.ifNoneMatch()))
                    .map(Validators.Held::version)
                    .orElse(Integer.MAX_VALUE);
        }
    }

    /// Changes what is in stock of an item and reads the item back at once.
    private final class Writer implements Script {

        private static final int MOST_IN_STOCK = 500;

        private final RandomGenerator random;
        private final Catalogue.WritableItem item;
        private int confirmed;
        private boolean written;

        Writer(RandomGenerator random) {
            this.random = random;
            this.item = catalogue.bodies().get(writtenItems.next(random));
        }

        @Override
        public int length() {
            return 2;
        }

        @Override
        public long stepNanos() {
            return 0;
        }

        @Override
        public Call next() {
            String address = ITEMS + "/" + item.id();
            if (!written) {
                written = true;
                String body = item.withStock(1 + random.nextInt(MOST_IN_STOCK));
                return Call.write(address, body, item.id());
            }
            int least = Math.max(confirmed, versions.confirmed(item.id()));
            return Call.read(RequestGroup.READ_BACK, address).expecting(item.id(), least);
        }

        @Override
        public boolean answered(Call call, Answer answer) {
            if (!answer.good()) {
                return false;
            }
            if (call.isWrite()) {
                confirmed = answer.version();
                versions.confirm(item.id(), confirmed);
                return false;
            }
            return answer.version() < call.leastVersion();
        }
    }

    /// Builds a path with its query.
    private static final class Address {

        private final StringBuilder text;

        Address(String start) {
            this.text = new StringBuilder(start);
        }

        /// Adds a parameter unless its value is empty.
        Address with(String name, String value) {
            if (!value.isEmpty()) {
                text.append(text.indexOf("?") < 0 ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
            return this;
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
