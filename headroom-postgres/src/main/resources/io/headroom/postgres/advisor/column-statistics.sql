-- What the planner knows of the values of this database's columns. PostgreSQL 13 to 18.
-- Histograms of range types are left out: no B-tree of ours is chosen by them.
SELECT /* headroom */ schemaname, tablename, attname, inherited::text,
       null_frac::text, avg_width::text, n_distinct::text, correlation::text,
       most_common_vals::text, most_common_freqs::text, histogram_bounds::text,
       most_common_elems::text, most_common_elem_freqs::text, elem_count_histogram::text
FROM pg_stats
WHERE schemaname !~ '^pg_' AND schemaname <> 'information_schema'
