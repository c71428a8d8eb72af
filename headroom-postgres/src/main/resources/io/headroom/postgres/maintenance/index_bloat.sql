-- How much of each B-tree's file do its entries not need?
-- After J.-G. de Rorthais (github.com/ioguix/pgsql-bloat-estimation): entries × their width by the planner's statistics
-- against the pages of the file; extended by what PostgreSQL 13 brought: equal keys are stored once with a list of rows
-- (documentation, "B-Tree Indexes: Deduplication"). An index filled in random order is two thirds full at its best,
-- which shows as a quarter of waste and is none.
-- Parameters: least waste in bytes, twice; least waste as a share of the file.
WITH /* headroom */ stored AS (
    SELECT x.indexrelid, x.indrelid, x.indkey, x.indclass, x.indcollation, x.indnatts, x.indnkeyatts, x.indisunique,
           n.nspname, t.relname AS table_name, c.relname, pg_relation_size(c.oid)::numeric AS size,
           current_setting('block_size')::numeric AS page,
           -- The index's count is of the last VACUUM or ANALYZE; it grows as the table's.
           (greatest(c.reltuples, 0) * CASE WHEN t.reltuples > 0 AND pg_stat_get_live_tuples(t.oid) > 0
                                            THEN pg_stat_get_live_tuples(t.oid) / t.reltuples ELSE 1 END)::numeric AS rows,
           greatest(t.reltuples, 1)::numeric AS table_rows,
           coalesce(o.fillfactor, '90')::numeric AS fillfactor,
           coalesce(o.deduplicate, 'on')::boolean AS deduplicate
    FROM pg_index x
    JOIN pg_class c ON c.oid = x.indexrelid AND c.relkind = 'i'
    JOIN pg_am am ON am.oid = c.relam AND am.amname = 'btree'
    JOIN pg_class t ON t.oid = x.indrelid AND t.relpersistence <> 't' AND t.relkind IN ('r', 'm')
    JOIN pg_namespace n ON n.oid = t.relnamespace
    CROSS JOIN LATERAL (
        SELECT max(option_value) FILTER (WHERE option_name = 'fillfactor') AS fillfactor,
               max(option_value) FILTER (WHERE option_name = 'deduplicate_items') AS deduplicate
        FROM pg_options_to_table(c.reloptions)) AS o
    WHERE x.indisvalid AND n.nspname NOT IN ('pg_catalog', 'information_schema')),
key AS (
    SELECT s.indexrelid,
           CASE WHEN bool_and(coalesce(p.avg_width, e.avg_width) IS NOT NULL)
                THEN sum((1 - coalesce(p.null_frac, e.null_frac)) * coalesce(p.avg_width, e.avg_width))::numeric
           END AS width,
           bool_or(coalesce(p.null_frac, e.null_frac) > 0) AS nulls,
           -- How many different keys: the product of the columns' distinct values, as if they were independent.
           exp(least(sum(ln(greatest(
               CASE WHEN coalesce(p.n_distinct, e.n_distinct) < 0
                    THEN -coalesce(p.n_distinct, e.n_distinct) * s.table_rows::double precision
                    ELSE coalesce(p.n_distinct, e.n_distinct) END, 1))), 60))::numeric AS distinct_keys,
           -- Only where equal means the same bytes (support function 4; numeric, float and jsonb have none).
           bool_and(a.attnum <= s.indnkeyatts AND EXISTS (
               SELECT FROM pg_opclass k JOIN pg_amproc f ON f.amprocfamily = k.opcfamily AND f.amprocnum = 4
                   AND f.amproclefttype = k.opcintype AND f.amprocrighttype = k.opcintype
               WHERE k.oid = s.indclass[a.attnum - 1])) AS same_bytes
    FROM stored s
    JOIN pg_attribute a ON a.attrelid = s.indexrelid
    LEFT JOIN pg_attribute ta ON ta.attrelid = s.indrelid AND ta.attnum = s.indkey[a.attnum - 1] AND ta.attnum <> 0
    LEFT JOIN pg_stats p ON p.schemaname = s.nspname AND p.tablename = s.table_name AND p.attname = ta.attname
        AND NOT p.inherited
    LEFT JOIN pg_stats e ON e.schemaname = s.nspname AND e.tablename = s.relname AND e.attname = a.attname
        AND s.indkey[a.attnum - 1] = 0
    WHERE s.size >= ?
    GROUP BY s.indexrelid),
entry AS (
    SELECT s.*, 4 + ceil((8 + CASE WHEN k.nulls THEN 4 ELSE 0 END + k.width) / 8) * 8 AS bytes,
           CASE WHEN s.deduplicate AND NOT s.indisunique AND k.same_bytes
                THEN least(greatest(k.distinct_keys, 1), greatest(s.rows, 1)) ELSE greatest(s.rows, 1) END AS keys
    FROM stored s JOIN key k ON k.indexrelid = s.indexrelid
    WHERE k.width IS NOT NULL),
leaf AS (
    SELECT e.*,
           -- A list of rows takes 6 bytes a row and at most a tenth of a page (nbtsort.c).
           CASE WHEN e.rows / e.keys < 2 THEN e.rows * e.bytes
                ELSE e.keys * ceil(e.rows / e.keys / greatest(floor((e.page / 10 - e.bytes) / 6), 2)) * (e.bytes + 4)
                     + e.rows * 6 END
           / ((e.page - 24 - 16 - e.bytes) * e.fillfactor / 100) AS pages
    FROM entry e),
needed AS (
    -- With the upper levels (filled to 70 %) and the first page, which describes the tree.
    SELECT l.*, (ceil(l.pages) + ceil(l.pages / greatest(floor((l.page - 40) * 0.7 / (l.bytes + 8)) - 1, 1)) + 1)
                * l.page AS live_size
    FROM leaf l)
SELECT format('%I.%I', nspname, relname) AS subject,
       format('%I.%I', nspname, table_name) AS "table",
       size::bigint AS "sizeBytes",
       (size - live_size)::bigint AS "wastedBytes",
       round((size - live_size) / size, 3)::double precision AS "wastedShare",
       rows::bigint AS entries,
       fillfactor::integer AS fillfactor
FROM needed
WHERE size > 0 AND size - live_size >= ? AND size - live_size >= ?::numeric * size
ORDER BY size - live_size DESC
LIMIT 100
