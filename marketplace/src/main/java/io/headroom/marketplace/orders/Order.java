package io.headroom.marketplace.orders;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An order, or the cancellation of one, as the API shows it.
///
/// @param number what people call it
/// @param status `placed`; `cancelled`, wholly or in part; or `cancellation`, a document that takes
///   back
/// @param customerId null for a guest
/// @param total negative for a cancellation
/// @param confirmedAt when the confirmation was mailed; null when it was not yet, or nobody asked
///   for one
/// @param lines null in lists
record Order(
        long id,
        String number,
        String status,
        int merchantId,
        @Nullable Long customerId,
        String country,
        Total total,
        Instant placedAt,
        @Nullable Instant confirmedAt,
        @Nullable List<Line> lines) {

    /// An amount of a currency, which may be negative.
    record Total(@JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal amount, String currency) {}

    /// @param line counts from 1
    /// @param name the item's, as it is called today
    record Line(
            int line,
            long itemId,
            String sku,
            String name,
            int quantity,
            Total unitPrice,
            Total amount) {}
}
