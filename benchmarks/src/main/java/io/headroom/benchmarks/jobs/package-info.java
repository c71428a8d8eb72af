/// `./headroom bench jobs`: jobs beside db-scheduler, JobRunr and Quartz, and what a job costs the
/// transaction that enqueues it.
@NullMarked
package io.headroom.benchmarks.jobs;

import org.jspecify.annotations.NullMarked;
