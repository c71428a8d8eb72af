package io.headroom.marketplace.catalog;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;

/// An exact amount of a currency. In JSON the amount is a string with two decimals, so that no
/// reader makes a binary fraction of it.
///
/// @param amount from 0 to [#MAX_AMOUNT], always with a scale of 2
/// @param currency the ISO 4217 code
public record Money(
        @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal amount, String currency) {

    /// The largest amount the catalogue holds.
    public static final BigDecimal MAX_AMOUNT = new BigDecimal("9999999999.99");

    public Money {
        if (amount.signum() < 0 || amount.compareTo(MAX_AMOUNT) > 0 || amount.scale() > 2) {
            throw new IllegalArgumentException(
                    "amount must be from 0 to "
                            + MAX_AMOUNT
                            + " with at most 2 decimals, but is "
                            + amount);
        }
        amount = amount.setScale(2);
    }
}
