-- What may this role see here, and what is installed?
SELECT /* headroom */ current_setting('server_version') AS version,
       pg_is_in_recovery() AS replica,
       current_user::text AS role,
       pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS "seesSessions",
       (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't'
          AND n.nspname NOT IN ('pg_catalog', 'information_schema')
          AND NOT has_table_privilege(c.oid, 'SELECT')) AS "unreadableTables",
       -- The function's call with its schema; null where it is not installed or may not be called.
       (SELECT p.oid::regproc::text FROM pg_extension e
        JOIN pg_proc p ON p.pronamespace = e.extnamespace AND p.proname = 'pgstattuple_approx'
        WHERE e.extname = 'pgstattuple' AND has_function_privilege(p.oid, 'EXECUTE')
        LIMIT 1) AS "measuringFunction"
