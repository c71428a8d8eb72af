-- Index changes, in a schema of our own. Run by Headroom when the first change is accepted; whoever
-- does not grant its role CREATE on the database runs it once as another and grants it the tables.
CREATE SCHEMA IF NOT EXISTS headroom;

CREATE TABLE IF NOT EXISTS headroom.headroom_index_change (
    id                   bigint           GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    suggestion_id        text             NOT NULL,
    table_schema         text             NOT NULL,
    table_name           text             NOT NULL,
    index_name           text             NOT NULL,
    create_sql           text             NOT NULL,
    reason               text             NOT NULL,
    confidence           text             NOT NULL,
    predicted_saving     double precision NOT NULL,
    predicted_write_cost double precision NOT NULL,
    predicted_bytes      bigint           NOT NULL,
    query_ids            text[]           NOT NULL,
    requested_by         text             NOT NULL,
    state                text             NOT NULL CHECK (state IN
        ('PROPOSED', 'BUILDING', 'VERIFYING', 'REVERTING', 'KEPT', 'REVERTED', 'FAILED')),
    state_reason         text             NOT NULL DEFAULT '',
    note                 text             NOT NULL DEFAULT '',
    attempts             integer          NOT NULL DEFAULT 0,
    -- How the build failed: written before what it left is dropped.
    failure              text             NOT NULL DEFAULT '',
    proposed_at          timestamptz      NOT NULL,
    state_since          timestamptz      NOT NULL,
    window_from          timestamptz,
    index_definition     text             NOT NULL DEFAULT '',
    index_bytes          bigint           NOT NULL DEFAULT 0,
    build_millis         bigint           NOT NULL DEFAULT 0,
    measured_saving      double precision NOT NULL DEFAULT 'NaN'
);

-- Two nodes that accept the same index at once: one of them does.
CREATE UNIQUE INDEX IF NOT EXISTS headroom_index_change_once
    ON headroom.headroom_index_change (table_schema, index_name)
    WHERE state NOT IN ('REVERTED', 'FAILED');

CREATE TABLE IF NOT EXISTS headroom.headroom_index_step (
    change_id bigint      NOT NULL REFERENCES headroom.headroom_index_change ON DELETE CASCADE,
    at        timestamptz NOT NULL,
    state     text        NOT NULL,
    node      text        NOT NULL,
    detail    text        NOT NULL
);

CREATE INDEX IF NOT EXISTS headroom_index_step_of_change
    ON headroom.headroom_index_step (change_id);

CREATE TABLE IF NOT EXISTS headroom.headroom_index_effect (
    change_id      bigint           NOT NULL REFERENCES headroom.headroom_index_change ON DELETE CASCADE,
    query_id       text             NOT NULL,
    query          text             NOT NULL,
    role           text             NOT NULL,
    base_calls     double precision NOT NULL,
    base_millis    double precision NOT NULL,
    base_squares   double precision NOT NULL,
    before_calls   double precision NOT NULL,
    before_millis  double precision NOT NULL,
    before_squares double precision NOT NULL,
    after_calls    double precision NOT NULL,
    after_millis   double precision NOT NULL,
    after_squares  double precision NOT NULL,
    sampled_before double precision NOT NULL,
    sampled_after  double precision NOT NULL,
    uses_index     boolean          NOT NULL,
    verdict        text             NOT NULL,
    PRIMARY KEY (change_id, query_id)
);
