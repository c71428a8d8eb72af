package io.headroom.postgres.statement;

/// Statements are not counted. Does not leave the watch: it becomes its status.
final class UnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    final String advice;

    UnavailableException(String problem, String advice) {
        super(problem);
        this.advice = advice;
    }

    String problem() {
        return String.valueOf(getMessage());
    }
}
