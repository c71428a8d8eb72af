package io.headroom.marketplace;

import io.headroom.marketplace.storefront.Shop;
import java.io.IOException;
import java.io.UncheckedIOException;

/// One shop of two nodes for all tests that leave it as they found it; it ends with the Java
/// process.
public final class SharedShop implements Shop {

    private static final class Holder {

        private static final RunningShop SHOP = start();

        private static RunningShop start() {
            try {
                return RunningShop.onSharedServers(2);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// The shop, started by who asks first.
    static RunningShop get() {
        return Holder.SHOP;
    }

    @Override
    public String url() {
        return get().url();
    }

    @Override
    public String operatorToken() {
        return get().operatorToken();
    }
}
