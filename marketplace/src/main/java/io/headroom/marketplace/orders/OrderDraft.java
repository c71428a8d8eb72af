package io.headroom.marketplace.orders;

import io.headroom.marketplace.catalog.Language;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What somebody wants to buy.
///
/// @param quantities by item, each from 1
/// @param email where the confirmation goes
/// @param phone gets a text message, E.164; null for none
/// @param customer who buys; null for a guest
/// @param country where to; null for the customer's
/// @param language of the confirmation
record OrderDraft(
        SortedMap<Long, Integer> quantities,
        String email,
        @Nullable String phone,
        @Nullable Long customer,
        @Nullable String country,
        Language language) {

    OrderDraft {
        quantities = new TreeMap<>(quantities);
    }

    /// The same for another buyer.
    OrderDraft of(long buyer) {
        return new OrderDraft(quantities, email, phone, buyer, country, language);
    }

    /// Tells requests apart that came with the same key.
    byte[] digest() {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(toString().getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// Complete and always in the same order, since it is what the digest is made of.
    @Override
    public String toString() {
        return String.join(
                "\n",
                quantities.toString(),
                email,
                String.valueOf(phone),
                String.valueOf(customer),
                String.valueOf(country),
                language.tag());
    }
}
