-- How far is each database from the reuse of transaction numbers, and how far may it go before autovacuum must act?
SELECT /* headroom */ datname AS subject,
       age(datfrozenxid)::bigint AS "xidAge",
       current_setting('autovacuum_freeze_max_age')::bigint AS "xidFreezeMaxAge",
       mxid_age(datminmxid)::bigint AS "multixactAge",
       current_setting('autovacuum_multixact_freeze_max_age')::bigint AS "multixactFreezeMaxAge",
       datname = current_database() AS here
FROM pg_database
ORDER BY datname = current_database() DESC, 1
