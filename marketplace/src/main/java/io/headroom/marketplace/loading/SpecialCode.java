package io.headroom.marketplace.loading;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Lines of an invoice that are charges, corrections or vouchers and no items of the shop.
final class SpecialCode {

    private static final Map<String, String> CODES =
            Map.ofEntries(
                    Map.entry("POST", "postage"),
                    Map.entry("DOT", "postage"),
                    Map.entry("C2", "carriage"),
                    Map.entry("C3", "carriage"),
                    Map.entry("M", "manual entry"),
                    Map.entry("D", "discount"),
                    Map.entry("S", "samples"),
                    Map.entry("B", "bad debt"),
                    Map.entry("BANK CHARGES", "bank charges"),
                    Map.entry("AMAZONFEE", "marketplace fee"),
                    Map.entry("CRUK", "charity commission"));

    private SpecialCode() {}

    /// What a line is that is no item of the shop.
    ///
    /// @param code in capitals
    static Optional<String> of(String code, String description) {
        String known = CODES.get(code);
        if (known != null) {
            return Optional.of(known);
        }
        String text = description.toLowerCase(Locale.ROOT);
        if (code.startsWith("GIFT_") || text.contains("gift voucher")) {
            return Optional.of("gift voucher");
        }
        return text.equals("next day carriage") ? Optional.of("carriage") : Optional.empty();
    }
}
