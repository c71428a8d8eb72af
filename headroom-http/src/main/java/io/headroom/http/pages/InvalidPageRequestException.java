package io.headroom.http.pages;

import java.util.List;
import java.util.stream.Collectors;

/// A request for a page that can never succeed as it stands: 400 over HTTP.
///
/// It is thrown rather than returned so that a controller reads as the good case alone; the message
/// and the problems can be shown to the caller.
public final class InvalidPageRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<PageProblem> problems;

    /// @param problems everything that is wrong, at least one
    public InvalidPageRequestException(List<PageProblem> problems) {
        super(
                problems.stream()
                        .map(problem -> problem.field() + " " + problem.message())
                        .collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    InvalidPageRequestException(String field, String message) {
        this(List.of(new PageProblem(field, message)));
    }

    /// Everything that is wrong.
    public List<PageProblem> problems() {
        return problems;
    }
}
