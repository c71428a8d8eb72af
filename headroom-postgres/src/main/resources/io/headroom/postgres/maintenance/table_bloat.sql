-- How much of each table's file do its live rows not need?
-- After J.-G. de Rorthais (github.com/ioguix/pgsql-bloat-estimation): rows × the row's width by the planner's statistics
-- (line pointer, header, null bitmap, averages of the columns) against the pages of the file; extended by the padding
-- between columns. Dead rows count as waste.
-- Parameters: least waste in bytes, twice; least waste as a share of the file.
WITH RECURSIVE /* headroom */ stored AS (
    SELECT c.oid, n.nspname, c.relname, pg_relation_size(c.oid)::numeric AS size,
           current_setting('block_size')::numeric AS page,
           -- The counter follows each change; it is 0 after a crash, when the last count of VACUUM or ANALYZE stands in.
           CASE WHEN pg_stat_get_live_tuples(c.oid) > 0 THEN pg_stat_get_live_tuples(c.oid)
                ELSE greatest(c.reltuples, 0) END::numeric AS rows,
           coalesce((SELECT option_value FROM pg_options_to_table(c.reloptions) WHERE option_name = 'fillfactor')
                        ::numeric, 100) AS fillfactor
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't'
      AND n.nspname NOT IN ('pg_catalog', 'information_schema')),
stored_column AS (
    SELECT s.oid, row_number() OVER (PARTITION BY s.oid ORDER BY a.attnum) AS place,
           a.attlen > 0 AS fixed, CASE a.attalign WHEN 'd' THEN 8 WHEN 'i' THEN 4 WHEN 's' THEN 2 ELSE 1 END AS alignment,
           p.avg_width::numeric AS width, p.null_frac::numeric AS nulls
    FROM stored s
    JOIN pg_attribute a ON a.attrelid = s.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated <> 'v'
    LEFT JOIN pg_stats p ON p.schemaname = s.nspname AND p.tablename = s.relname AND p.attname = a.attname
        AND NOT p.inherited
    WHERE s.size >= ?),
-- Column by column: how wide the row is so far, and where in its 8 bytes it ends (null where that differs from row to
-- row). A column of fixed length begins at a multiple of its alignment; where the end differs, it lies (alignment - 1) / 2
-- further on average.
laid_out (oid, place, bytes, phase) AS (
    SELECT DISTINCT oid, 0::bigint, 0::numeric, 0::numeric FROM stored_column
    UNION ALL
    SELECT l.oid, c.place,
           l.bytes + (1 - c.nulls) * (c.width + CASE WHEN NOT c.fixed THEN 0
                                                     WHEN l.phase IS NULL THEN (c.alignment - 1) / 2.0
                                                     ELSE ceil(l.phase / c.alignment) * c.alignment - l.phase END),
           CASE WHEN c.fixed AND c.nulls = 0
                THEN mod(coalesce(ceil(l.phase / c.alignment) * c.alignment, 0) + c.width, 8) END
    FROM laid_out l JOIN stored_column c ON c.oid = l.oid AND c.place = l.place + 1),
row_size AS (
    SELECT l.oid,
           -- A line pointer; the header with its null bitmap and the data, each rounded up to 8 bytes, the latter by as much
           -- as it takes on average where rows differ.
           4 + ceil((23 + CASE WHEN c.nulls THEN ceil(c.columns / 8.0) ELSE 0 END) / 8) * 8
             + CASE WHEN l.phase IS NULL THEN l.bytes + 3.5 ELSE ceil(l.bytes / 8) * 8 END AS bytes,
           l.phase IS NULL AS varies
    FROM laid_out l
    JOIN (SELECT oid, count(*) AS columns, coalesce(bool_or(nulls > 0), false) AS nulls
          FROM stored_column GROUP BY oid) AS c ON c.oid = l.oid AND c.columns = l.place
    -- A column without statistics makes the sum unknown, and the table is left out.
    WHERE l.bytes IS NOT NULL),
needed AS (
    -- Half a row does not fit at the end of a page, on average where rows differ.
    SELECT s.*, ceil(s.rows / greatest(CASE WHEN r.varies THEN p.rows - 0.5 ELSE floor(p.rows) END, 1)) * s.page
               AS live_size
    FROM stored s
    JOIN row_size r ON r.oid = s.oid
    CROSS JOIN LATERAL (SELECT (s.page - 24) * s.fillfactor / 100 / r.bytes AS rows) AS p)
SELECT format('%I.%I', nspname, relname) AS subject,
       oid::bigint AS oid,
       size::bigint AS "sizeBytes",
       (size - live_size)::bigint AS "wastedBytes",
       round((size - live_size) / size, 3)::double precision AS "wastedShare",
       rows::bigint AS "liveRows",
       pg_stat_get_dead_tuples(oid) AS "deadRows",
       fillfactor::integer AS fillfactor
FROM needed
WHERE size > 0 AND size - live_size >= ? AND size - live_size >= ?::numeric * size
ORDER BY size - live_size DESC
LIMIT 100
