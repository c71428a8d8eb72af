-- How large tables and indexes are, in pages of the planner and in rows, as of their last ANALYZE,
-- and how many pages they have now. PostgreSQL 13 to 18; relallfrozen is there from 18 on.
SELECT /* headroom */ n.nspname, c.relname, c.relkind::text, coalesce(am.amname, ''),
       c.relpages, c.reltuples, c.relallvisible,
       coalesce((to_jsonb(c) ->> 'relallfrozen')::integer, 0),
       CASE WHEN c.relkind IN ('r', 'm', 'i')
            THEN pg_relation_size(c.oid) / current_setting('block_size')::integer ELSE 0 END
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_am am ON am.oid = c.relam AND c.relkind = 'i'
WHERE c.relkind IN ('r', 'm', 'p', 'i') AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
