package io.headroom.spring.database;

import static io.headroom.spring.running.RunningService.OPERATOR;

import io.headroom.spring.running.RunningService;

/// Whom a call answers.
final class OperatorsOnly {

    private OperatorsOnly() {}

    /// Whether a call that comes from another machine is answered to the operator alone.
    static boolean fromElsewhere(RunningService service, String call) {
        String[] elsewhere = {"X-Forwarded-For", "203.0.113.7"};
        String[] operator = {"X-Forwarded-For", "203.0.113.7", "X-Operator", OPERATOR};
        return service.get(call, elsewhere).statusCode() == 401
                && service.get(call, operator).statusCode() == 200;
    }
}
