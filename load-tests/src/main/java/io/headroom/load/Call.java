package io.headroom.load;

/// A request to send.
///
/// @param address path and query
/// @param ifNoneMatch the validator of a conditional request, else empty
/// @param body what a write sends, empty for a read
/// @param wantsCursor whether the answer's next page is followed
/// @param item the item whose version the answer tells, 0 when that is not looked at
/// @param leastVersion the lowest version of the item that is not stale
record Call(
        RequestGroup group,
        String address,
        String ifNoneMatch,
        String body,
        boolean wantsCursor,
        long item,
        int leastVersion) {

    static Call read(RequestGroup group, String address) {
        return new Call(group, address, "", "", false, 0, 0);
    }

    static Call write(String address, String body, long item) {
        return new Call(RequestGroup.WRITE, address, "", body, false, item, 0);
    }

    boolean isWrite() {
        return group == RequestGroup.WRITE;
    }

    Call followed() {
        return new Call(group, address, ifNoneMatch, body, true, item, leastVersion);
    }

    Call conditional(String validator) {
        return new Call(group, address, validator, body, wantsCursor, item, leastVersion);
    }

    Call expecting(long ofItem, int version) {
        return new Call(group, address, ifNoneMatch, body, wantsCursor, ofItem, version);
    }
}
