-- Which indexes does another one make superfluous?
-- Keys are compared with their operator class, its parameters, collation and ordering, expressions and predicates by their
-- text, and the included columns; other access methods also by their storage parameters. A duplicate has the same
-- keys; of a redundant one the keys begin those of a wider B-tree. An index that enforces something is never superfluous,
-- but makes its plain copy so.
WITH /* headroom */ definition AS (
    SELECT x.indexrelid, x.indrelid, c.relname, n.nspname, am.amname, x.indisunique, x.indisprimary, c.reltuples,
           pg_relation_size(c.oid) AS size,
           coalesce(pg_get_expr(x.indpred, x.indrelid), '') AS predicate,
           CASE WHEN am.amname <> 'btree' THEN coalesce(c.reloptions::text, '') ELSE '' END AS parameters,
           ARRAY(SELECT concat_ws(' ', CASE WHEN x.indkey[k - 1] = 0 THEN pg_get_indexdef(x.indexrelid, k, false)
                                            ELSE x.indkey[k - 1]::text END,
                                  x.indclass[k - 1], x.indcollation[k - 1], x.indoption[k - 1], a.attoptions::text)
                 FROM generate_series(1, x.indnkeyatts) AS k
                 JOIN pg_attribute a ON a.attrelid = x.indexrelid AND a.attnum = k
                 ORDER BY k) AS keys,
           ARRAY(SELECT x.indkey[k - 1] FROM generate_series(1, x.indnatts) AS k WHERE x.indkey[k - 1] <> 0) AS columns,
           ARRAY(SELECT x.indkey[k - 1] FROM generate_series(x.indnkeyatts + 1, x.indnatts) AS k) AS included,
           -- What depends on the index itself: a constraint (a foreign key that points to it too), replication, an order.
           x.indisreplident OR EXISTS (SELECT FROM pg_constraint r WHERE r.conindid = x.indexrelid) AS constrains,
           -- What a unique index enforces differs by these (NULLS NOT DISTINCT since PostgreSQL 15).
           concat(x.indimmediate, to_jsonb(x) ->> 'indnullsnotdistinct') AS uniqueness,
           x.indisunique OR x.indisprimary OR x.indisexclusion OR x.indisreplident OR x.indisclustered
               OR EXISTS (SELECT FROM pg_constraint r WHERE r.conindid = x.indexrelid)
               OR EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = x.indexrelid) AS needed
    FROM pg_index x
    JOIN pg_class c ON c.oid = x.indexrelid AND c.relkind = 'i'
    JOIN pg_am am ON am.oid = c.relam
    JOIN pg_class t ON t.oid = x.indrelid AND t.relpersistence <> 't' AND t.relkind IN ('r', 'm')
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE x.indisvalid AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast')
SELECT DISTINCT ON (other.nspname, other.relname)
       format('%I.%I', other.nspname, other.relname) AS subject,
       other.keys = kept.keys AND kept.included <@ other.included AND other.included <@ kept.included AS duplicate,
       format('%I.%I', kept.nspname, kept.relname) AS "coveredBy",
       other.size AS "sizeBytes", kept.size AS "coveringSizeBytes",
       pg_get_indexdef(other.indexrelid) AS definition, pg_get_indexdef(kept.indexrelid) AS "coveringDefinition",
       other.constrains AS "dependedOn",
       pg_stat_get_numscans(other.indexrelid) AS scans,
       CASE WHEN NOT other.constrains THEN format('DROP INDEX CONCURRENTLY %I.%I', other.nspname, other.relname)
            ELSE '' END AS remedy
FROM definition other
JOIN definition kept ON kept.indrelid = other.indrelid AND kept.indexrelid <> other.indexrelid
    AND kept.amname = other.amname AND kept.predicate = other.predicate AND kept.parameters = other.parameters
WHERE CASE WHEN kept.keys = other.keys AND kept.included @> other.included AND kept.included <@ other.included
           -- Twins: one of them is kept, the one that enforces more, else the older one.
           THEN (NOT other.needed
                 OR (other.indisunique AND kept.indisunique AND other.uniqueness = kept.uniqueness))
                AND (NOT other.needed, NOT other.indisprimary, NOT other.constrains, other.indexrelid)
                    > (NOT kept.needed, NOT kept.indisprimary, NOT kept.constrains, kept.indexrelid)
           WHEN kept.keys = other.keys THEN NOT other.needed AND kept.included @> other.included
           ELSE other.amname = 'btree' AND NOT other.needed
                AND kept.keys[1:cardinality(other.keys)] = other.keys AND kept.columns @> other.included
      END
ORDER BY other.nspname, other.relname, other.keys = kept.keys DESC, cardinality(kept.keys), kept.size,
         kept.indexrelid
