-- How far is the VACUUM or ANALYZE that a session runs?
-- Parameter, twice: the session's process number.
SELECT /* headroom */ phase, CASE WHEN heap_blks_total > 0 THEN round(heap_blks_scanned::numeric / heap_blks_total, 3) END
           ::double precision AS share
FROM pg_stat_progress_vacuum WHERE pid = ?
UNION ALL
SELECT phase, CASE WHEN sample_blks_total > 0 THEN round(sample_blks_scanned::numeric / sample_blks_total, 3) END
           ::double precision
FROM pg_stat_progress_analyze WHERE pid = ?
