package io.headroom.jobs;

/// A type and the version of a payload, as they stand in the table: `order-mail/2`.
record Kind(String type, int version) {

    static Kind parse(String text) {
        int slash = text.lastIndexOf('/');
        return new Kind(text.substring(0, slash), Integer.parseInt(text.substring(slash + 1)));
    }
}
