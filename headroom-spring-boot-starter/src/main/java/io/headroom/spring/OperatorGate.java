package io.headroom.spring;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.security.Principal;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/// Who may use the operations' calls: reading is open to this machine and else to operators,
/// changing is for operators alone. Safe for use by many threads.
public final class OperatorGate {

    /// The attribute of the request that says who passed, for the audit trail.
    public static final String OPERATOR = OperatorGate.class.getName() + ".operator";

    private final OperatorCheck operators;

    /// @param operators says who is an operator
    public OperatorGate(OperatorCheck operators) {
        this.operators = operators;
    }

    /// Lets a reader pass.
    ///
    /// @throws ResponseStatusException 401 without credentials, 403 with those of another
    public void reads(HttpServletRequest request) {
        if (!isLocal(request)) {
            changes(request);
        }
    }

    /// Lets an operator pass.
    ///
    /// @return who it is, for the audit trail
    /// @throws ResponseStatusException 401 without credentials, 403 with those of another
    public String changes(HttpServletRequest request) {
        if (operators.isOperator(request)) {
            Principal principal = request.getUserPrincipal();
            String operator = principal == null ? "operator" : principal.getName();
            request.setAttribute(OPERATOR, operator);
            return operator;
        }
        throw request.getHeader(HttpHeaders.AUTHORIZATION) == null
                ? new ResponseStatusException(
                        HttpStatus.UNAUTHORIZED, "The operator's token is needed.")
                : new ResponseStatusException(
                        HttpStatus.FORBIDDEN, "The token is not an operator's.");
    }

    /// A request that a proxy on this machine forwards comes from elsewhere.
    private static boolean isLocal(HttpServletRequest request) {
        return request.getHeader("X-Forwarded-For") == null
                && request.getHeader("Forwarded") == null
                && InetAddress.ofLiteral(request.getRemoteAddr()).isLoopbackAddress();
    }
}
