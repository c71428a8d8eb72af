-- Who keeps VACUUM from removing rows that nobody else can see any more?
-- Rows deleted after the oldest xmin of anybody stay. Sessions and prepared transactions hold back their own database,
-- slots and standbys all of them. A session's xmin is hidden from roles without pg_read_all_stats.
-- Parameters: how many transactions the xmin must be old; how many seconds the holder, for how many a slot may be idle.
WITH /* headroom */ holder AS (
    SELECT 'replication slot' AS holder, slot_name::text AS name, greatest(age(xmin), age(catalog_xmin))::bigint AS xids,
           -- Known since PostgreSQL 17.
           CASE WHEN NOT active THEN (to_jsonb(s) ->> 'inactive_since')::timestamptz END AS since,
           CASE WHEN active THEN 'active' ELSE 'inactive' END AS state,
           pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END,
                           restart_lsn)::bigint AS wal,
           NULL::integer AS pid, NULL::text AS application,
           format('SELECT pg_drop_replication_slot(%L)', slot_name) AS remedy
    FROM pg_replication_slots s
    WHERE NOT temporary
    UNION ALL
    SELECT 'prepared transaction', gid, age(transaction)::bigint, prepared, 'prepared by ' || owner, NULL, NULL, NULL,
           format('ROLLBACK PREPARED %L', gid)
    FROM pg_prepared_xacts
    WHERE database = current_database()
    UNION ALL
    SELECT 'standby', coalesce(nullif(application_name, ''), client_addr::text, pid::text), age(backend_xmin)::bigint,
           NULL, state, NULL, pid, application_name, ''
    FROM pg_stat_replication
    WHERE backend_xmin IS NOT NULL
    UNION ALL
    SELECT 'session', 'pid ' || pid, greatest(age(backend_xmin), age(backend_xid))::bigint, xact_start, state, NULL, pid,
           application_name, format('SELECT pg_terminate_backend(%s)', pid)
    FROM pg_stat_activity a
    WHERE (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL) AND datname = current_database()
      AND pid <> pg_backend_pid() AND backend_type NOT IN ('walsender', 'parallel worker')
      -- VACUUM does not hold back another one.
      AND NOT EXISTS (SELECT FROM pg_stat_progress_vacuum v WHERE v.pid = a.pid))
SELECT holder || ' ' || name AS subject, holder, xids AS "heldTransactions", since, state, wal AS "walBytes", pid,
       application, remedy
FROM holder
WHERE xids >= ?
   OR (holder <> 'replication slot' OR state = 'inactive') AND now() - since >= ? * interval '1 second'
   OR holder = 'replication slot' AND state = 'inactive' AND since IS NULL AND wal >= 1 << 30
ORDER BY xids DESC NULLS LAST, since
LIMIT 100
