package io.headroom.jobs;

/// What stands around each run of a handler: a logging context, a trace.
@FunctionalInterface
public interface JobSurroundings {

    /// The run.
    @FunctionalInterface
    interface Run {
        /// Goes on to the handler.
        ///
        /// @throws Exception what the handler threw
        void run() throws Exception;
    }

    /// Runs it, once.
    ///
    /// @throws Exception what it threw
    void around(JobContext context, Run run) throws Exception;
}
