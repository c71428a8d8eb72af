package io.headroom.marketplace.catalog;

import java.util.List;
import java.util.stream.Collectors;

/// A request that can never succeed as it stands: 400.
public final class InvalidRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<FieldProblem> problems;

    /// @param problems everything that is wrong, at least one
    public InvalidRequestException(List<FieldProblem> problems) {
        super(
                problems.stream()
                        .map(problem -> problem.field() + " " + problem.message())
                        .collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    public InvalidRequestException(String field, String message) {
        this(List.of(new FieldProblem(field, message)));
    }

    /// Everything that is wrong.
    public List<FieldProblem> problems() {
        return problems;
    }
}
