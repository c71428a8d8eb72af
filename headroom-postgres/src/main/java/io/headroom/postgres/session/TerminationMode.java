package io.headroom.postgres.session;

/// Who may end a session by force.
public enum TerminationMode {

    /// Nobody: what would be ended is only listed. The default.
    REPORT_ONLY,

    /// An operator who asks for one.
    ON_REQUEST,

    /// Also the watch itself, whatever runs or idles longer than [TerminationOptions#after].
    AUTOMATIC
}
