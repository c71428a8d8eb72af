-- What maintenance was asked for, by whom, and what came of it; for all nodes to see, and for the auditor.
-- A service adds this to its own migrations: whoever changes the schema is its migration tool alone.
CREATE TABLE headroom_maintenance (
    run             uuid        NOT NULL,
    step            integer     NOT NULL,
    asked_by        text        NOT NULL,
    planned_at      timestamptz NOT NULL,
    action          text        NOT NULL,
    subject         text        NOT NULL,
    statement       text        NOT NULL,
    reason          text        NOT NULL,
    -- Abandoned: the node that worked on it is gone.
    state           text        NOT NULL
        CHECK (state IN ('planned', 'running', 'done', 'failed', 'skipped', 'abandoned')),
    started_at      timestamptz,
    duration_millis bigint,
    -- Why it failed or was skipped.
    message         text,
    -- The session that runs it.
    pid             integer,
    PRIMARY KEY (run, step)
);
