package io.headroom.spring.timing;

import io.headroom.http.timing.Part;
import io.headroom.http.timing.RequestProfile;
import io.headroom.postgres.jdbc.CallScope;

/// Books the wait for a connection, statements, commits and rollbacks in the request's profile.
final class DatabaseTime implements CallScope {

    @Override
    public Span borrowing() {
        return RequestProfile.current().begin(Part.POOL_WAIT)::close;
    }

    @Override
    public Span running() {
        return RequestProfile.current().begin(Part.DATABASE)::close;
    }

    @Override
    public String endpoint() {
        return RequestProfile.current().endpoint();
    }
}
