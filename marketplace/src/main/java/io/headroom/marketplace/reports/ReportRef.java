package io.headroom.marketplace.reports;

/// What a job says of its report.
///
/// @param id of the report
record ReportRef(long id) {}
