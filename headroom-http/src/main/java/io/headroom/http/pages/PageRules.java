package io.headroom.http.pages;

import java.util.ArrayList;
import java.util.List;

/// What a request must keep to beside its order.
final class PageRules {

    private PageRules() {}

    static List<PageProblem> problems(
            PagedQueryDefinition definition, List<String> offered, PageRequest request) {
        List<PageProblem> problems = new ArrayList<>();
        int limit = limit(definition, request);
        if (limit < 1 || limit > definition.maxLimit()) {
            problems.add(new PageProblem("limit", Refusals.limit(definition.maxLimit())));
        }
        if (offered.isEmpty() && !request.fields().isEmpty()) {
            problems.add(new PageProblem("fields", "is not offered here; leave it out"));
        } else {
            request.fields().stream()
                    .filter(field -> !offered.contains(field))
                    .findFirst()
                    .ifPresent(field ->
                            problems.add(
                                    new PageProblem("fields", Refusals.notAmong(field, offered))));
        }
        if (request.page() != 0) {
            addProblemsOfOffset(definition, request, limit, problems);
        }
        return problems;
    }

    private static void addProblemsOfOffset(
            PagedQueryDefinition definition,
            PageRequest request,
            int limit,
            List<PageProblem> problems) {
        if (definition.maxSkippedRows() == 0) {
            problems.add(
                    new PageProblem(
                            "page", "is not offered here; send the page's next as cursor instead"));
        } else if (request.page() < 1) {
            problems.add(new PageProblem("page", "must be a whole number from 1"));
        } else if (request.cursor() != null) {
            problems.add(
                    new PageProblem("page", "cannot be combined with cursor; send one of them"));
        } else if (skipped(request, limit) > definition.maxSkippedRows()) {
            problems.add(
                    new PageProblem(
                            "page",
                            "must be at most "
                                    + (definition.maxSkippedRows() / limit + 1)
                                    + " with limit "
                                    + limit
                                    + "; to go deeper, send next of that page as cursor, which"
                                    + " costs the same at any depth"));
        }
    }

    static int limit(PagedQueryDefinition definition, PageRequest request) {
        return request.limit() == 0 ? definition.defaultLimit() : request.limit();
    }

    /// How many rows lie before an offset page.
    static long skipped(PageRequest request, int limit) {
        return request.page() == 0 ? 0 : (request.page() - 1L) * limit;
    }
}
