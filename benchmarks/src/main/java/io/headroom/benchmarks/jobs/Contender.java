package io.headroom.benchmarks.jobs;

import javax.sql.DataSource;

/// A library that runs jobs, at its best settings.
interface Contender {

    /// What it is called in the table.
    String title();

    /// How many jobs to measure it with: several seconds' worth.
    ///
    /// @param inserting whether each inserts a row
    /// @return 0 where there is nothing to measure
    int jobs(boolean inserting);

    /// Makes the tables, and the jobs.
    void fill(DataSource database, int jobs) throws Exception;

    /// Where jobs are that are not done: what stands behind FROM.
    String left();

    /// Begins to work in this process; ends with it.
    void work(DataSource database, Effect effect) throws Exception;
}
