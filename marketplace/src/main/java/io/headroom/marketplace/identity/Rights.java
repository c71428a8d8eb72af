package io.headroom.marketplace.identity;

/// What a caller must be for a call, told before anything else of the request is looked at, so that
/// strangers learn nothing from it.
public final class Rights {

    private Rights() {}

    /// The merchant who calls.
    ///
    /// @throws Refused 401 without a token, 403 with another's
    public static int merchant(Caller caller) {
        return switch (caller) {
            case Caller.Merchant(int id) -> id;
            case Caller.Anonymous() -> throw Refused.unauthenticated("a merchant's");
            case Caller.Customer(long _), Caller.Operator() ->
                    throw Refused.forbidden("Only merchants have this; send a merchant's token.");
        };
    }

    /// Lets the merchant pass, and the operator.
    ///
    /// @throws Refused 401 without a token, 403 with another's
    public static void merchantOrOperator(Caller caller, int merchant) {
        switch (caller) {
            case Caller.Operator() -> {}
            case Caller.Merchant(int id) -> {
                if (id != merchant) {
                    throw Refused.forbidden("This is another merchant's.");
                }
            }
            case Caller.Anonymous() -> throw Refused.unauthenticated("the merchant's");
            case Caller.Customer(long _) ->
                    throw Refused.forbidden(
                            "Only the merchant has this; send the merchant's token.");
        }
    }

    /// The caller as the audit log and the keys of requests name it, as `merchant/7`.
    public static String name(Caller caller) {
        return switch (caller) {
            case Caller.Anonymous() -> "anonymous";
            case Caller.Operator() -> "operator";
            case Caller.Merchant(int id) -> "merchant/" + id;
            case Caller.Customer(long id) -> "customer/" + id;
        };
    }
}
