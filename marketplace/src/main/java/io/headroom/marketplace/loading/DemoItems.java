package io.headroom.marketplace.loading;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Makes the demo's categories, brands, merchants and items, leaf after leaf.
final class DemoItems {

    /// What the demo's sales need to know of an item.
    record Sold(
            int id, int merchant, String department, long price, double weight, Instant since) {}

    private static final Duration OLDEST = Duration.ofDays(730);
    private static final int REDRAWS = 20;
    private static final int[] ENDINGS = {99, 95, 50, 0, 90};

    private final DemoWords words = new DemoWords();
    private final DemoText text = new DemoText(words);
    private final CategoryTree tree = new CategoryTree();
    private final List<DemoWords.Seller> brands = words.sellers("brands");
    private final List<DemoWords.Seller> merchants = words.sellers("merchants");
    private final Map<String, Integer> skus = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Dice dice;
    private final Instant asOf;

    DemoItems(long seed, Instant asOf) {
        this.dice = new Dice(seed);
        this.asOf = asOf;
    }

    List<Sold> write(CatalogueSink sink, int count, Progress progress) {
        List<Sold> sold = new ArrayList<>(count);
        List<DemoWords.Leaf> leaves = words.leaves();
        try (CopyRows rows = sink.open(Table.ITEM)) {
            for (int leaf = 0; leaf < leaves.size(); leaf++) {
                int upTo = (int) ((leaf + 1L) * count / leaves.size());
                while (sold.size() < upTo) {
                    sold.add(item(sold.size() + 1, leaves.get(leaf), rows));
                }
                progress.at(sold.size(), count, sold.size());
            }
        }
        tree.write(sink);
        try (CopyRows rows = sink.open(Table.BRAND)) {
            for (int i = 0; i < brands.size(); i++) {
                String name = brands.get(i).name();
                rows.number(i + 1L).text(Slug.of(name)).text(name).end();
            }
        }
        try (CopyRows rows = sink.open(Table.MERCHANT)) {
            for (int i = 0; i < merchants.size(); i++) {
                DemoWords.Seller merchant = merchants.get(i);
                rows.number(i + 1L)
                        .text(Slug.of(merchant.name()))
                        .text(merchant.name())
                        .text(merchant.country())
                        .end();
            }
        }
        return sold;
    }

    private Sold item(int id, DemoWords.Leaf leaf, CopyRows rows) {
        int merchant = seller(merchants, leaf.department());
        int brand = seller(brands, leaf.department());
        DemoWords.Profile profile = leaf.profile();
        Map<String, String> attributes = new TreeMap<>();
        profile.attributes().forEach((name, values) -> attributes.put(name, dice.of(values)));
        String size = attributes.getOrDefault(profile.attributes().keySet().iterator().next(), "");
        DemoText.Choice choice = choice(leaf, brand, size);
        DemoText.Text written = text.write(choice, dice);
        for (int i = 0; i < REDRAWS && names.contains(written.nameEn()); i++) {
            choice = choice(leaf, brand, size);
            written = text.write(choice, dice);
        }
        names.add(written.nameEn());
        attributes.put("Material", choice.material().english());
        attributes.put("Colour", choice.colour().english());
        // Few items are bought very often and most now and then: a log-normal spread.
        double weight = StrictMath.exp(1.25 * dice.bell());
        Instant created = asOf.minusSeconds((long) (dice.unit() * OLDEST.toSeconds()));
        Instant updated =
                created.plusSeconds(
                        (long) (dice.unit() * Duration.between(created, asOf).toSeconds()));
        int ratings = (int) Math.min(4_000, weight * 9 * dice.unit());
        long price = price(leaf);
        new ItemRow(
                        id,
                        sku(leaf),
                        merchant,
                        brand,
                        tree.place(leaf.path()),
                        written.nameEn(),
                        written.nameEs(),
                        written.descriptionEn(),
                        written.descriptionEs(),
                        attributes,
                        price,
                        "GBP",
                        dice.chance(0.06) ? 0 : 1 + (int) (dice.unit() * dice.unit() * 400),
                        ratings == 0 ? 0 : rating(),
                        ratings,
                        NameWords.pictures(
                                leaf.shape(),
                                choice.colour().english().toLowerCase(Locale.ROOT),
                                id * 0x9E3779B1,
                                2 + dice.below(2)),
                        true,
                        created,
                        updated)
                .write(rows);
        return new Sold(id, merchant, leaf.department(), price, weight, created);
    }

    private DemoText.Choice choice(DemoWords.Leaf leaf, int brand, String size) {
        DemoWords.Profile profile = leaf.profile();
        boolean speaksForItself =
                !size.isEmpty()
                        && Character.isDigit(size.charAt(0))
                        && size.chars().anyMatch(Character::isLetter);
        return new DemoText.Choice(
                profile,
                dice.of(leaf.nouns()),
                dice.of(profile.styles()),
                dice.of(profile.colours()),
                dice.of(profile.materials()),
                text.series(dice),
                speaksForItself && dice.chance(0.5) ? size : "",
                brands.get(brand - 1).name());
    }

    /// The number of a seller of the department, from 1.
    private int seller(List<DemoWords.Seller> sellers, String department) {
        List<Integer> fitting = new ArrayList<>();
        for (int i = 0; i < sellers.size(); i++) {
            if (sellers.get(i).departments().contains(department)) {
                fitting.add(i + 1);
            }
        }
        return dice.of(fitting);
    }

    /// More cheap than dear, within the leaf's range, ending as prices do.
    private long price(DemoWords.Leaf leaf) {
        double position = Math.clamp(0.38 + 0.2 * dice.bell(), 0, 1);
        double ratio = (double) leaf.highestPrice() / leaf.lowestPrice();
        long whole = (long) (leaf.lowestPrice() * StrictMath.pow(ratio, position));
        return whole * 100 + ENDINGS[dice.below(whole >= 200 ? 1 : ENDINGS.length)];
    }

    /// Mostly good: centred on 4.2 stars.
    private int rating() {
        return Math.clamp(Math.round(424 + 48 * dice.bell()), 130, 500);
    }

    private String sku(DemoWords.Leaf leaf) {
        String letters =
                (letters(leaf.path().get(0), 3) + "-" + letters(leaf.path().get(2), 4))
                        .toUpperCase(Locale.ROOT);
        return "%s-%04d".formatted(letters, skus.merge(letters, 1, Integer::sum));
    }

    private static String letters(CategoryTree.Label label, int count) {
        String letters = Slug.of(label.english()).replace("-", "");
        return letters.substring(0, Math.min(count, letters.length()));
    }
}
