package io.headroom.marketplace;

import java.util.List;

/// What customers do in a shop, so that each of its figures has something to count.
final class ShopUse {

    private ShopUse() {}

    /// One of each.
    ///
    /// @param round from 0; another round asks for something else
    static void round(RunningShop shop, int round) {
        int item = 1 + round * 10;
        for (String path :
                List.of(
                        "/api/catalog/items",
                        "/api/catalog/items/" + item,
                        "/api/catalog/items/" + item,
                        "/api/catalog/search?q=dashboard+" + round,
                        "/api/catalog/suggestions?q=d" + round % 10,
                        "/api/catalog/popular?limit=" + (1 + round % 100),
                        "/api/catalog/trending?limit=" + (1 + round % 100),
                        "/api/catalog/recent?limit=" + (1 + round % 100),
                        "/api/catalog/items/" + item + "/similar",
                        "/api/catalog/items/" + item + "/also-bought",
                        "/api/catalog/recommendations?customer=" + item,
                        "/api/catalog/items/nonsense")) {
            shop.get(path);
        }
        for (String type : List.of("view", "favorite", "share")) {
            shop.write(
                    1,
                    "POST",
                    "/api/catalog/items/" + item + "/events",
                    "{\"type\":\"" + type + "\"}");
        }
    }
}
