-- Where does nobody vacuum and analyse: on the whole server, or on single tables?
SELECT /* headroom */ 'the server' AS subject,
       current_setting('autovacuum') AS autovacuum,
       current_setting('track_counts') AS "trackCounts",
       NULL::bigint AS "deadRows",
       '' AS remedy
WHERE NOT (current_setting('autovacuum')::boolean AND current_setting('track_counts')::boolean)
UNION ALL
SELECT format('%I.%I', n.nspname, c.relname), 'off for this table', NULL, pg_stat_get_dead_tuples(c.oid),
       format('ALTER TABLE %I.%I RESET (autovacuum_enabled)', n.nspname, c.relname)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL pg_options_to_table(c.reloptions) AS o
WHERE o.option_name = 'autovacuum_enabled' AND NOT o.option_value::boolean
  AND c.relkind IN ('r', 'm') AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('pg_catalog', 'information_schema')
ORDER BY 1
