-- Which tables hold more dead rows than autovacuum lets them?
-- The threshold is autovacuum's own, by the settings of the server and of the table (a TOAST table without its own has
-- those of its owner): base + scale × rows, since PostgreSQL 18 at most autovacuum_vacuum_max_threshold.
WITH /* headroom */ relation AS (
    SELECT c.oid, coalesce(owner.oid, c.oid) AS table_oid, owner.oid IS NOT NULL AS toast,
           greatest(c.reltuples, 0)::double precision AS rows, coalesce(c.reloptions, owner.reloptions) AS options
    FROM pg_class c
    LEFT JOIN pg_class owner ON owner.reltoastrelid = c.oid
    WHERE c.relkind IN ('r', 'm', 't') AND c.relpersistence <> 't'),
judged AS (
    SELECT r.*, pg_stat_get_dead_tuples(r.oid) AS dead,
           least(coalesce(o.base, current_setting('autovacuum_vacuum_threshold'))::double precision
                 + coalesce(o.scale, current_setting('autovacuum_vacuum_scale_factor'))::double precision * r.rows,
                 nullif(coalesce(o.most, current_setting('autovacuum_vacuum_max_threshold', true)), '-1')
                     ::double precision) AS threshold,
           current_setting('autovacuum')::boolean AND coalesce(o.enabled, 'true')::boolean AS autovacuum
    FROM relation r
    CROSS JOIN LATERAL (
        SELECT max(option_value) FILTER (WHERE option_name = 'autovacuum_vacuum_threshold') AS base,
               max(option_value) FILTER (WHERE option_name = 'autovacuum_vacuum_scale_factor') AS scale,
               max(option_value) FILTER (WHERE option_name = 'autovacuum_vacuum_max_threshold') AS most,
               max(option_value) FILTER (WHERE option_name = 'autovacuum_enabled') AS enabled
        FROM pg_options_to_table(r.options)) AS o)
-- A table and its TOAST table are one subject, the worse of the two: VACUUM takes both.
SELECT DISTINCT ON (n.nspname, c.relname)
       format('%I.%I', n.nspname, c.relname) AS subject,
       j.dead AS "deadRows",
       j.threshold::bigint AS threshold,
       pg_stat_get_live_tuples(j.oid) AS "liveRows",
       j.toast AS "inToastTable",
       j.autovacuum,
       greatest(pg_stat_get_last_vacuum_time(j.oid), pg_stat_get_last_autovacuum_time(j.oid)) AS "lastVacuum"
FROM judged j
JOIN pg_class c ON c.oid = j.table_oid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE j.dead > j.threshold AND n.nspname NOT IN ('pg_catalog', 'information_schema')
ORDER BY n.nspname, c.relname, j.dead / greatest(j.threshold, 1) DESC
