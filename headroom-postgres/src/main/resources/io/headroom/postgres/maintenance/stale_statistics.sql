-- Of which tables have more rows changed since the last ANALYZE than autovacuum lets them?
-- The threshold is autovacuum's own: base + scale × rows, by the settings of the server and of the table.
SELECT /* headroom */ format('%I.%I', n.nspname, c.relname) AS subject,
       pg_stat_get_mod_since_analyze(c.oid) AS "rowsChanged",
       t.threshold::bigint AS threshold,
       pg_stat_get_live_tuples(c.oid) AS "liveRows",
       current_setting('autovacuum')::boolean AND coalesce(o.enabled, 'true')::boolean AS autovacuum,
       greatest(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid)) AS "lastAnalyze"
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (
    SELECT max(option_value) FILTER (WHERE option_name = 'autovacuum_analyze_threshold') AS base,
           max(option_value) FILTER (WHERE option_name = 'autovacuum_analyze_scale_factor') AS scale,
           max(option_value) FILTER (WHERE option_name = 'autovacuum_enabled') AS enabled
    FROM pg_options_to_table(c.reloptions)) AS o
CROSS JOIN LATERAL (
    SELECT coalesce(o.base, current_setting('autovacuum_analyze_threshold'))::double precision
           + coalesce(o.scale, current_setting('autovacuum_analyze_scale_factor'))::double precision
             * greatest(c.reltuples, 0) AS threshold) AS t
WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND pg_stat_get_mod_since_analyze(c.oid) > t.threshold
  -- What was never analysed is a question of its own.
  AND (c.reltuples > 0
       OR coalesce(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid)) IS NOT NULL)
ORDER BY 1
