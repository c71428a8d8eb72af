-- When each materialized view was refreshed last, for all nodes to see.
-- A service adds this to its own migrations: whoever changes the schema is its migration tool alone.
CREATE TABLE headroom_view_refresh (
    view            text        PRIMARY KEY,
    attempted_at    timestamptz NOT NULL,
    -- When the refresh that made the present content began: what the view says is as old as that.
    refreshed_at    timestamptz,
    duration_millis bigint,
    outcome         text        NOT NULL CHECK (outcome IN ('refreshed', 'failed')),
    -- Failures in a row since the last success.
    failures        integer     NOT NULL DEFAULT 0,
    error           text
);
