-- The columns of an index with what the planner knows of their values. A text expression has no
-- statistics before it is built: those of the column that it is made of stand in.
SELECT a.attnum <= i.indnkeyatts,
       a.attlen,
       CASE a.attalign WHEN 'd' THEN 8 WHEN 'i' THEN 4 WHEN 's' THEN 2 ELSE 1 END,
       coalesce(s.avg_width, CASE WHEN a.attlen > 0 THEN a.attlen
                                  WHEN a.atttypid = 'numeric'::regtype THEN 6 ELSE 16 END),
       coalesce(s.null_frac, 0), coalesce(s.n_distinct, -1), s.most_common_freqs,
       format_type(a.atttypid, -1),
       coalesce(s.histogram_bounds, s.most_common_vals)::text,
       coalesce(abs(s.correlation), 0),
       tc.relpages / (300.0 * current_setting('default_statistics_target')::integer)
FROM pg_index i
JOIN pg_class ic ON ic.oid = i.indexrelid
JOIN pg_class tc ON tc.oid = i.indrelid
JOIN pg_namespace n ON n.oid = tc.relnamespace
JOIN pg_attribute a ON a.attrelid = i.indexrelid
LEFT JOIN pg_attribute ta ON ta.attrelid = i.indrelid AND ta.attnum = i.indkey[a.attnum - 1]
                         AND i.indkey[a.attnum - 1] > 0
LEFT JOIN LATERAL (
    SELECT pa.attname
    FROM pg_depend d
    JOIN pg_attribute pa ON pa.attrelid = d.refobjid AND pa.attnum = d.refobjsubid
    WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
      AND d.refobjid = i.indrelid AND d.refobjsubid > 0
      AND ta.attname IS NULL AND a.atttypid IN ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype)
    ORDER BY pa.attlen, pa.attnum
    LIMIT 1
) part ON true
LEFT JOIN LATERAL (
    SELECT *, s.tablename = ic.relname AS own
    FROM pg_stats s
    WHERE s.schemaname = n.nspname
      AND (s.tablename = tc.relname AND s.attname = coalesce(ta.attname, part.attname)
           OR ta.attname IS NULL AND s.tablename = ic.relname AND s.attname = a.attname)
    ORDER BY own DESC, s.inherited
    LIMIT 1
) s ON true
WHERE i.indexrelid = ?
ORDER BY a.attnum
