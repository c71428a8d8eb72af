-- Which tables of this database hold back the oldest transaction numbers beyond what autovacuum lets them?
-- Parameter, twice: how many times autovacuum's own limit.
WITH /* headroom */ relation AS (
    SELECT c.oid, coalesce(owner.oid, c.oid) AS table_oid, owner.oid IS NOT NULL AS toast,
           age(c.relfrozenxid)::bigint AS xid_age, mxid_age(c.relminmxid)::bigint AS multixact_age,
           coalesce(c.reloptions, owner.reloptions) AS options
    FROM pg_class c
    LEFT JOIN pg_class owner ON owner.reltoastrelid = c.oid
    WHERE c.relkind IN ('r', 'm', 't') AND c.relpersistence <> 't'),
judged AS (
    SELECT r.*,
           least(o.xid, current_setting('autovacuum_freeze_max_age')::bigint) AS xid_max,
           least(o.multixact, current_setting('autovacuum_multixact_freeze_max_age')::bigint) AS multixact_max
    FROM relation r
    CROSS JOIN LATERAL (
        SELECT max(option_value) FILTER (WHERE option_name = 'autovacuum_freeze_max_age')::bigint AS xid,
               max(option_value) FILTER (WHERE option_name = 'autovacuum_multixact_freeze_max_age')::bigint AS multixact
        FROM pg_options_to_table(r.options)) AS o)
SELECT DISTINCT ON (n.nspname, c.relname)
       format('%I.%I', n.nspname, c.relname) AS subject,
       j.xid_age AS "xidAge", j.xid_max AS "xidFreezeMaxAge",
       j.multixact_age AS "multixactAge", j.multixact_max AS "multixactFreezeMaxAge",
       j.toast AS "inToastTable",
       greatest(pg_stat_get_last_vacuum_time(j.oid), pg_stat_get_last_autovacuum_time(j.oid)) AS "lastVacuum"
FROM judged j
JOIN pg_class c ON c.oid = j.table_oid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE j.xid_age > ? * j.xid_max OR j.multixact_age > ? * j.multixact_max
ORDER BY n.nspname, c.relname, j.xid_age DESC
LIMIT 100
