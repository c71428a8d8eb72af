-- Columns of a table in an asked order, with what the planner knows of their values, in the shape of
-- index-columns.sql; and whether a B-tree stores equal values of them once (support function 4 of the
-- type's own operator class).
SELECT /* headroom */ asked.place <= ?,
       a.attlen,
       CASE a.attalign WHEN 'd' THEN 8 WHEN 'i' THEN 4 WHEN 's' THEN 2 ELSE 1 END,
       coalesce(s.avg_width, CASE WHEN a.attlen > 0 THEN a.attlen
                                  WHEN a.atttypid = 'numeric'::regtype THEN 6 ELSE 16 END),
       coalesce(s.null_frac, 0), coalesce(s.n_distinct, -1), s.most_common_freqs,
       format_type(a.atttypid, -1),
       coalesce(s.histogram_bounds, s.most_common_vals)::text,
       coalesce(abs(s.correlation), 0),
       tc.relpages / (300.0 * current_setting('default_statistics_target')::integer),
       EXISTS (SELECT FROM pg_opclass k
               JOIN pg_am am ON am.oid = k.opcmethod AND am.amname = 'btree'
               JOIN pg_amproc f ON f.amprocfamily = k.opcfamily AND f.amprocnum = 4
                   AND f.amproclefttype = k.opcintype AND f.amprocrighttype = k.opcintype
               WHERE k.opcdefault AND k.opcintype = CASE
                   WHEN y.typtype = 'e' THEN 'anyenum'::regtype
                   WHEN y.typtype = 'd' THEN y.typbasetype
                   WHEN y.oid = 'varchar'::regtype THEN 'text'::regtype
                   ELSE y.oid END)
FROM unnest(?::text[]) WITH ORDINALITY AS asked(name, place)
JOIN pg_namespace n ON n.nspname = ?
JOIN pg_class tc ON tc.relnamespace = n.oid AND tc.relname = ?
JOIN pg_attribute a ON a.attrelid = tc.oid AND a.attname = asked.name AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type y ON y.oid = a.atttypid
LEFT JOIN LATERAL (
    SELECT * FROM pg_stats s
    WHERE s.schemaname = n.nspname AND s.tablename = tc.relname AND s.attname = a.attname
    ORDER BY s.inherited
    LIMIT 1
) s ON true
ORDER BY asked.place
