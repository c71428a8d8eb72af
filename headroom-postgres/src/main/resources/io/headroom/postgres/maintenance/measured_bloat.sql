-- How much of one table's file is dead or free? Reads the pages that the visibility map does not vouch for, and takes
-- the rest from the free space map (extension pgstattuple, whose function is put in with its schema).
-- Parameter: the table's number.
SELECT /* headroom */ (approx_free_space + dead_tuple_len)::bigint AS "wastedBytes",
       table_len AS "sizeBytes",
       dead_tuple_count AS "deadRows",
       round(scanned_percent::numeric, 1)::double precision AS "scannedPercent"
FROM %s(?::oid::regclass)
