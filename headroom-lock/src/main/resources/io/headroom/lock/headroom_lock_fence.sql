-- The fences of guarded locks and the tokens of quorums, in a schema of our own. Run by Headroom at
-- the first guarded lock; whoever does not grant its role CREATE on the database runs it once as
-- another and grants it USAGE on the schema, all on the table, and USAGE and UPDATE on the sequence.
CREATE SCHEMA IF NOT EXISTS headroom;

-- Half of each page is left free, so that an update stays on its page and touches no index.
CREATE TABLE IF NOT EXISTS headroom.headroom_lock_fence (
    name       text        PRIMARY KEY,
    token      bigint      NOT NULL,
    owner      text        NOT NULL,
    guarded_at timestamptz NOT NULL
) WITH (fillfactor = 50);

CREATE SEQUENCE IF NOT EXISTS headroom.headroom_lock_token;
