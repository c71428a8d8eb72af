-- The statements that make this database's schema again without rows, in the order to run them.
-- PostgreSQL 13 to 18. Objects of extensions come with their extensions.
WITH /* headroom */ own AS (
    SELECT n.oid, n.nspname
    FROM pg_namespace n
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
), relation AS (
    SELECT c.*, own.nspname, format('%I.%I', own.nspname, c.relname) AS name
    FROM pg_class c
    JOIN own ON own.oid = c.relnamespace
    WHERE c.relpersistence <> 't'
      AND NOT EXISTS (SELECT 1 FROM pg_depend d
                      WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
), type AS (
    SELECT t.*, format('%I.%I', own.nspname, t.typname) AS name
    FROM pg_type t
    JOIN own ON own.oid = t.typnamespace
    WHERE NOT EXISTS (SELECT 1 FROM pg_depend d
                      WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
)
SELECT phase, object, sql
FROM (
    SELECT 1 AS phase, 0::oid AS oid, '' AS object,
           format('CREATE SCHEMA IF NOT EXISTS %I', nspname) AS sql
    FROM own
    UNION ALL
    SELECT 2, e.oid, 'extension ' || e.extname,
           format('CREATE EXTENSION IF NOT EXISTS %I SCHEMA %I', e.extname, n.nspname)
    FROM pg_extension e
    JOIN pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname NOT IN ('plpgsql', 'pg_stat_statements')
    UNION ALL
    SELECT 3, t.oid, 'type ' || t.name,
           format('CREATE TYPE %s AS ENUM (%s)', t.name,
                  (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
                   FROM pg_enum e WHERE e.enumtypid = t.oid))
    FROM type t
    WHERE t.typtype = 'e'
    UNION ALL
    SELECT 3, t.oid, 'type ' || t.name,
           format('CREATE DOMAIN %s AS %s', t.name, format_type(t.typbasetype, t.typtypmod))
    FROM type t
    WHERE t.typtype = 'd'
    UNION ALL
    SELECT 3, t.oid, 'type ' || t.name,
           format('CREATE TYPE %s AS (%s)', t.name,
                  (SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)),
                                     ', ' ORDER BY a.attnum)
                   FROM pg_attribute a
                   WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped))
    FROM type t
    JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
    WHERE t.typtype = 'c'
    UNION ALL
    SELECT 4, p.oid, format('function %I.%I', own.nspname, p.proname), pg_get_functiondef(p.oid)
    FROM pg_proc p
    JOIN own ON own.oid = p.pronamespace
    JOIN pg_language l ON l.oid = p.prolang AND l.lanname IN ('sql', 'plpgsql')
    WHERE p.prokind = 'f'
      AND NOT EXISTS (SELECT 1 FROM pg_depend d
                      WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
    UNION ALL
    -- Materialized views stand as tables: only their columns and statistics matter.
    SELECT 5, r.oid, 'table ' || r.name,
           format('CREATE TABLE %s (%s)', r.name,
                  (SELECT string_agg(
                              format('%I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
                                     CASE WHEN a.attcollation <> t.typcollation AND a.attcollation <> 0
                                          THEN (SELECT format(' COLLATE %I.%I', cn.nspname, co.collname)
                                                FROM pg_collation co
                                                JOIN pg_namespace cn ON cn.oid = co.collnamespace
                                                WHERE co.oid = a.attcollation)
                                          ELSE '' END,
                                     CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END),
                              ', ' ORDER BY a.attnum)
                   FROM pg_attribute a
                   JOIN pg_type t ON t.oid = a.atttypid
                   WHERE a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped))
           || CASE WHEN r.relkind = 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(r.oid)
                   ELSE ' WITH (autovacuum_enabled = off)' END
    FROM relation r
    WHERE r.relkind IN ('r', 'p', 'm')
    UNION ALL
    SELECT 6, r.oid, 'partition ' || r.name,
           format('ALTER TABLE %I.%I ATTACH PARTITION %s %s', pn.nspname, parent.relname, r.name,
                  pg_get_expr(r.relpartbound, r.oid))
    FROM relation r
    JOIN pg_inherits i ON i.inhrelid = r.oid
    JOIN pg_class parent ON parent.oid = i.inhparent
    JOIN pg_namespace pn ON pn.oid = parent.relnamespace
    WHERE r.relispartition AND r.relkind IN ('r', 'p')
    UNION ALL
    SELECT 7, i.indexrelid, 'index ' || ic.relname, pg_get_indexdef(i.indexrelid)
    FROM pg_index i
    JOIN pg_class ic ON ic.oid = i.indexrelid AND ic.relkind = 'i'
    JOIN relation r ON r.oid = i.indrelid AND r.relkind IN ('r', 'm')
    WHERE i.indisvalid
    UNION ALL
    SELECT 8, k.oid, 'constraint ' || k.conname,
           format('ALTER TABLE %s ADD CONSTRAINT %I %s USING INDEX %I', r.name, k.conname,
                  CASE k.contype WHEN 'p' THEN 'PRIMARY KEY' ELSE 'UNIQUE' END, ic.relname)
    FROM pg_constraint k
    JOIN relation r ON r.oid = k.conrelid AND r.relkind = 'r'
    JOIN pg_class ic ON ic.oid = k.conindid
    WHERE k.contype IN ('p', 'u')
    UNION ALL
    -- The planner reads how many rows a join gives from the foreign keys.
    SELECT 9, k.oid, 'constraint ' || k.conname,
           format('ALTER TABLE %s ADD CONSTRAINT %I %s', r.name, k.conname,
                  pg_get_constraintdef(k.oid))
    FROM pg_constraint k
    JOIN relation r ON r.oid = k.conrelid AND r.relkind = 'r'
    WHERE k.contype = 'f' AND k.conparentid = 0
    UNION ALL
    SELECT 10, r.oid, 'view ' || r.name,
           format('CREATE VIEW %s AS %s', r.name, pg_get_viewdef(r.oid))
    FROM relation r
    WHERE r.relkind = 'v'
) steps
ORDER BY phase, oid
