-- Of which tables with rows does the planner know nothing?
-- Counters forget the last ANALYZE when they are reset or lost in a crash, the statistics stay: so the latter are
-- asked, where the role may read them. Partitioned tables are never analysed by autovacuum.
SELECT /* headroom */ format('%I.%I', n.nspname, c.relname) AS subject,
       c.relkind = 'p' AS partitioned,
       CASE WHEN c.relkind <> 'p' THEN pg_relation_size(c.oid) END AS "sizeBytes",
       pg_stat_get_live_tuples(c.oid) AS "liveRows"
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm', 'p') AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND has_table_privilege(c.oid, 'SELECT')
  AND pg_stat_get_last_analyze_time(c.oid) IS NULL
  AND pg_stat_get_last_autoanalyze_time(c.oid) IS NULL
  AND NOT EXISTS (SELECT FROM pg_stats s WHERE s.schemaname = n.nspname AND s.tablename = c.relname)
  AND CASE WHEN c.relkind = 'p'
           THEN EXISTS (SELECT FROM pg_inherits h WHERE h.inhparent = c.oid AND pg_relation_size(h.inhrelid) > 0)
           -- Below autovacuum's base threshold a table is too small to matter.
           ELSE pg_relation_size(c.oid) > 0
                AND pg_stat_get_live_tuples(c.oid) > current_setting('autovacuum_analyze_threshold')::bigint
      END
ORDER BY 1
