SELECT pg_catalog.pg_restore_attribute_stats(
    'schemaname', ?::text, 'relname', ?::text, 'attname', ?::text, 'inherited', ?::text::boolean,
    'null_frac', ?::text::real, 'avg_width', ?::text::integer, 'n_distinct', ?::text::real,
    'correlation', ?::text::real,
    'most_common_vals', ?::text, 'most_common_freqs', ?::text::real[],
    'histogram_bounds', ?::text,
    'most_common_elems', ?::text, 'most_common_elem_freqs', ?::text::real[],
    'elem_count_histogram', ?::text::real[])
