-- Which indexes did a failed build leave behind: written to by every change, never read?
-- A build or rebuild in progress holds a ShareUpdateExclusiveLock on the table until it ends; so does VACUUM, for which
-- the index is asked about again next time. Indexes of partitioned tables are invalid until all partitions have theirs.
SELECT /* headroom */ format('%I.%I', n.nspname, c.relname) AS subject,
       format('%I.%I', tn.nspname, t.relname) AS "table",
       c.oid::bigint AS oid,
       pg_relation_size(c.oid) AS "sizeBytes",
       pg_get_indexdef(c.oid) AS definition,
       x.indisready AS "stillWritten",
       format('DROP INDEX CONCURRENTLY %I.%I', n.nspname, c.relname) AS remedy
FROM pg_index x
JOIN pg_class c ON c.oid = x.indexrelid AND c.relkind = 'i'
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class t ON t.oid = x.indrelid AND t.relpersistence <> 't' AND t.relkind IN ('r', 'm')
JOIN pg_namespace tn ON tn.oid = t.relnamespace
WHERE NOT x.indisvalid
  AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = c.oid)
  AND NOT EXISTS (
      SELECT FROM pg_locks l
      WHERE l.locktype = 'relation' AND l.relation IN (t.oid, c.oid)
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.mode IN ('ShareUpdateExclusiveLock', 'ShareLock', 'AccessExclusiveLock'))
ORDER BY 1
