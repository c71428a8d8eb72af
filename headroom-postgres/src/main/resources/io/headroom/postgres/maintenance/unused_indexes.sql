-- Which indexes did nobody read for long?
-- Counters begin with the last reset, which is unknown (null) since the cluster's creation: then the server's start is what
-- is certain. When an index was created PostgreSQL knows only with track_commit_timestamp. Indexes that enforce something
-- are read by every write and left out, as are those of partitions, which come and go with their parent's.
-- Parameter, three times: for how many seconds.
WITH /* headroom */ counted AS (
    SELECT coalesce(stats_reset, pg_postmaster_start_time()) AS since
    FROM pg_stat_database WHERE datname = current_database())
SELECT format('%I.%I', n.nspname, c.relname) AS subject,
       format('%I.%I', n.nspname, t.relname) AS "table",
       pg_relation_size(c.oid) AS "sizeBytes",
       s.idx_scan AS scans,
       -- Known since PostgreSQL 16.
       (to_jsonb(s) ->> 'last_idx_scan')::timestamptz AS "lastScan",
       k.since AS "countedSince",
       pg_get_indexdef(c.oid) AS definition,
       x.indexprs IS NOT NULL AS "onExpression",
       format('DROP INDEX CONCURRENTLY %I.%I', n.nspname, c.relname) AS remedy
FROM pg_index x
JOIN pg_class c ON c.oid = x.indexrelid AND c.relkind = 'i'
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class t ON t.oid = x.indrelid AND t.relpersistence <> 't' AND t.relkind IN ('r', 'm')
JOIN pg_stat_all_indexes s ON s.indexrelid = x.indexrelid
CROSS JOIN counted k
WHERE x.indisvalid AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast'
  AND NOT (x.indisunique OR x.indisprimary OR x.indisexclusion OR x.indisreplident OR x.indisclustered)
  AND NOT EXISTS (SELECT FROM pg_constraint r WHERE r.conindid = x.indexrelid)
  AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = x.indexrelid)
  AND k.since <= now() - ? * interval '1 second'
  AND (s.idx_scan = 0 AND to_jsonb(s) ->> 'last_idx_scan' IS NULL
       OR (to_jsonb(s) ->> 'last_idx_scan')::timestamptz < now() - ? * interval '1 second')
  AND NOT (current_setting('track_commit_timestamp')::boolean
           AND coalesce(pg_xact_commit_timestamp(c.xmin) > now() - ? * interval '1 second', false))
ORDER BY pg_relation_size(c.oid) DESC, 1
