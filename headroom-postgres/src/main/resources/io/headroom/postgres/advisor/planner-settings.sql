-- What steers the planner in this session.
SELECT /* headroom */ name, setting
FROM pg_settings
WHERE category LIKE 'Query Tuning%'
   OR name IN ('work_mem', 'hash_mem_multiplier', 'max_parallel_workers_per_gather',
               'max_parallel_workers', 'effective_io_concurrency', 'search_path', 'DateStyle',
               'IntervalStyle', 'TimeZone', 'default_text_search_config')
