package io.headroom.load;

/// What a script needs of an answer.
///
/// @param status 0 when there was none
/// @param entityTag empty without
/// @param cursor of the next page, empty without
/// @param version of the item, 0 when not told
record Answer(boolean good, int status, String entityTag, String cursor, int version) {

    boolean isNotModified() {
        return status == 304;
    }
}
