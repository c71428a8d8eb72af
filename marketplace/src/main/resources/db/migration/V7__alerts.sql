-- The tables of headroom-operations: its file headroom_alerts.sql, to the letter.
-- Alerts as all nodes of a service see them, and what operators say about them. A service adds this to its own
-- migrations: whoever changes the schema is its migration tool alone. The library needs SELECT, INSERT, UPDATE, DELETE.

-- From when an alert began to fire on the first node to when it was over on the last. Kept for 30 days.
CREATE TABLE headroom_alert_incident (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert        text        NOT NULL,
    name         text        NOT NULL,
    subject      text        NOT NULL,
    -- 0 high, 1 medium, 2 low.
    priority     smallint    NOT NULL,
    summary      text        NOT NULL,
    -- The figures, as they were last seen.
    why          text        NOT NULL,
    node         text        NOT NULL,
    since        timestamptz NOT NULL,
    fired_at     timestamptz NOT NULL,
    over_at      timestamptz,
    -- When a message that it fires, or that it is over, was put into the queue, or was found not to be wanted.
    told_at      timestamptz,
    over_told_at timestamptz
);
CREATE UNIQUE INDEX headroom_alert_incident_open ON headroom_alert_incident (alert) WHERE over_at IS NULL;
CREATE INDEX headroom_alert_incident_untold ON headroom_alert_incident (id) WHERE over_told_at IS NULL;
CREATE INDEX headroom_alert_incident_over ON headroom_alert_incident (alert, over_at);

-- Where an alert is pending or fires at this moment. A node that vanishes is forgotten with the alert's hysteresis.
CREATE TABLE headroom_alert_seen (
    alert       text        NOT NULL,
    node        text        NOT NULL,
    firing      boolean     NOT NULL,
    keep_millis bigint      NOT NULL,
    seen_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (alert, node)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

CREATE TABLE headroom_alert_acknowledgement (
    alert    text        PRIMARY KEY,
    given_by text        NOT NULL,
    note     text        NOT NULL,
    given_at timestamptz NOT NULL
);

-- By the name or the id of an alert.
CREATE TABLE headroom_alert_silence (
    alert    text        PRIMARY KEY,
    given_by text        NOT NULL,
    reason   text        NOT NULL,
    until_at timestamptz NOT NULL
);

-- One row: when the messages of the last minute left. Its lock lets one node at a time decide what is told.
CREATE TABLE headroom_alert_pace (
    one  boolean       PRIMARY KEY DEFAULT true CHECK (one),
    sent timestamptz[] NOT NULL DEFAULT '{}'
);
INSERT INTO headroom_alert_pace DEFAULT VALUES;
